SELECT session_id
FROM v_monitor.sessions
-- A session that is between two transactions has nothing left to end.
WHERE transaction_start IS NOT NULL
  AND LEFT(client_label, LENGTH(:label::VARCHAR(16000))) = :label::VARCHAR(16000)
