-- Answers at once; the session is in v_monitor.sessions until its transaction is rolled back.
SELECT CLOSE_SESSION('{session_id}')
