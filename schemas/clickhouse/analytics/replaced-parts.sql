SELECT count(), sum(bytes_on_disk)
FROM system.parts
WHERE database = currentDatabase() AND NOT active
