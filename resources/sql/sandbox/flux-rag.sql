-- Conversations of a Korean office with its documents.
CREATE TEMP TABLE sample_topic AS
SELECT row_number() OVER ()::int AS n, title, question FROM (VALUES
    ('연차 휴가 규정', '연차는 몇 일까지 이월할 수 있나요?'), ('출장비 정산 방법', '해외 출장 일비는 얼마인가요?'),
    ('보안 서약서 양식', '보안 서약서는 어디에서 내려받나요?'), ('안전 점검표', '분기별 안전 점검 항목을 알려 주세요.'),
    ('설비 매뉴얼 3장', '압축기 오일 교체 주기는?'), ('Vertragsentwurf prüfen', 'Welche Kündigungsfrist gilt?'),
    ('VPN setup', 'How do I connect from home?'), ('가스 배관 허용 압력', '허용 압력 기준을 표로 보여 주세요.'),
    ('', '오늘 식당 메뉴'), ('Q3 보고서 요약 📊', '3분기 보고서를 다섯 줄로 요약해 줘.'),
    ('<script>alert(1)</script>', 'Does the title run?'), ('교육 일정', '신입 사원 교육은 언제인가요?')) AS t (title, question);

INSERT INTO sessions (id, title, created_at, updated_at, metadata, user_id)
SELECT md5('flux session ' || i)::uuid::text, t.title, at AT TIME ZONE 'UTC', at AT TIME ZONE 'UTC', '{}',
    CASE WHEN i % 9 = 0 THEN '' ELSE 'user' || lpad(pg_temp.skewed(24, i, 81)::text, 2, '0') END
FROM (
    SELECT p.before + g AS i, p.begins + (g - pg_temp.chance(p.before + g, 82)) * (interval '15 minutes' / p.n) AS at
    FROM pg_temp.dealt(least(20000, greatest(60, current_setting('sandbox.rows')::bigint / 300))) p
    CROSS JOIN LATERAL generate_series(1, p.n) g
) s JOIN sample_topic t ON t.n = 1 + floor(pg_temp.chance(i, 83) * 12)::int;

-- Question and answer in turn; some messages of a session have the very same time.
CREATE TEMP TABLE turn AS
SELECT s.id, s.title, row_number() OVER (ORDER BY s.created_at, s.id) AS i, s.created_at
FROM sessions s;
INSERT INTO messages (id, session_id, role, content, metadata, created_at)
SELECT md5('flux message ' || t.i || '/' || m)::uuid::text, t.id, CASE m % 2 WHEN 1 THEN 'user' ELSE 'assistant' END,
    CASE m % 2 WHEN 1 THEN q.question
         ELSE '관련 문서에 따르면 ' || q.title || '에 대한 답은 다음과 같습니다. ' || repeat('자세한 내용은 첨부 문서를 참고하십시오. ', 1 + pg_temp.skewed(12, t.i * 50 + m, 84)) END,
    CASE m % 2 WHEN 1 THEN jsonb '{}' ELSE jsonb_build_object(
        'confidence_score', round((0.35 + 0.6 * pg_temp.chance(t.i * 50 + m, 85))::numeric, 3),
        'confidence_level', pg_temp.pick(ARRAY['high', 'medium', 'low'], t.i * 50 + m, 85),
        'latency_ms', (900 * exp(0.7 * pg_temp.bell(t.i * 50 + m, 86)))::int,
        'model_used', pg_temp.pick(ARRAY['vllm/qwen2.5-32b', 'vllm/qwen2.5-32b', 'vllm/qwen2.5-7b', 'ollama/llama3.1:8b', 'openai/gpt-4o-mini'], t.i * 50 + m, 87),
        'response_mode', pg_temp.pick(ARRAY['rag', 'rag', 'rag', 'direct'], t.i * 50 + m, 88),
        'query_class', pg_temp.pick(ARRAY['regulation', 'technical', 'smalltalk'], t.i * 50 + m, 89),
        'sources', jsonb_build_array('규정집.pdf#' || t.i % 40)) END,
    t.created_at + CASE WHEN t.i % 13 = 0 THEN interval '0' ELSE m * interval '11 seconds' END
FROM turn t CROSS JOIN LATERAL generate_series(1, 2 * pg_temp.skewed(12, t.i, 90)) m
JOIN sample_topic q ON q.n = 1 + floor(pg_temp.chance(t.i, 83) * 12)::int;
UPDATE sessions s SET updated_at = m.last FROM (SELECT session_id, max(created_at) AS last FROM messages GROUP BY session_id) m
WHERE m.session_id = s.id;
ANALYZE;
