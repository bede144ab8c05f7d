// What endpoints answer and how they fail, with the state and the sentence that must come of it.
// The facts are those of sections 2.1 to 2.8 on protocols.
#pragma once

#include "health/probe.h"

#include <vector>

namespace gatehouse::test::health {

using namespace gatehouse::health;

struct Case
{
    const char *name;
    Endpoint endpoint;
    Depth depth;
    Answers answers;
    State state;
    const char *cause;
    const char *says; // in the sentence
};

inline Answer ok(const char *id, const QByteArray &body, int status = 200)
{
    Answer answer{QLatin1StringView(id)};
    answer.status = status;
    answer.body = body;
    answer.type = "application/json";
    answer.wholeMs = 41;
    return answer;
}
inline Answer failed(const char *id, Outcome outcome, const QString &words = {})
{
    Answer answer{QLatin1StringView(id)};
    answer.outcome = outcome;
    answer.words = words;
    return answer;
}
inline Answer redirect(const char *id)
{
    Answer answer = ok(id, {}, 302);
    answer.target = "https://evil.example/\u202e";
    return answer;
}
inline Answer html(const char *id)
{
    Answer answer = ok(id, "<!DOCTYPE html><html><b>nginx</b></html>");
    answer.type = "text/html; charset=utf-8";
    return answer;
}

inline Endpoint endpoint(const char *kind, const char *model = "")
{
    Endpoint one;
    one.kind = QLatin1StringView(kind);
    one.url = u"http://localhost:11434"_s;
    one.expectedModel = QLatin1StringView(model);
    return one;
}
inline Endpoint payment(const char *kind, const char *key, const char *url, bool live = false)
{
    Endpoint one = endpoint(kind);
    one.url = QLatin1StringView(url);
    one.user = u"client"_s;
    one.liveKeys = live;
    if (*key)
        one.secret = std::make_shared<const Secret>(QString::fromLatin1(key));
    return one;
}

inline const QByteArray kVersion = "{\"version\":\"0.6.2\"}";
inline const QByteArray kTags =
    "{\"models\":[{\"name\":\"llama3.2:3b\",\"model\":\"llama3.2:3b\",\"size\":2019393189,\"details\":{\"families\":null}}]}";
inline const QByteArray kPs =
    "{\"models\":[{\"name\":\"llama3.2:3b\",\"size\":3100000000,\"size_vram\":3100000000}]}";
inline const QByteArray kHalfPs =
    "{\"models\":[{\"name\":\"llama3.2:3b\",\"size\":3100000000,\"size_vram\":1000000000}]}";
inline const QByteArray kNone = "{\"models\":[]}";

inline std::vector<Case> ollama()
{
    const Endpoint any = endpoint("ollama"), llama = endpoint("ollama", "llama3.2:3b");
    const Answer version = ok("version", kVersion), tags = ok("tags", kTags);
    const auto models = [&](const Answer &one, const Answer &two) {
        return Answers{version, one, two};
    };
    Answer late = ok("version", "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}", 503);
    late.retryAfterSeconds = 7;
    return {
        {"refused", any, Depth::Models, {failed("version", Outcome::Refused)}, State::Down,
            "refused", "nothing listens on port 11434"},
        {"name", any, Depth::Models, {failed("version", Outcome::NoName)}, State::Down,
            "no-name", "name localhost is not known"},
        {"connect timeout", any, Depth::Models, {failed("version", Outcome::ConnectTimeout)},
            State::Down, "connect-timeout", "No connection after 2 s"},
        {"unreachable", any, Depth::Models,
            {failed("version", Outcome::Unreachable, u"No route to host"_s)}, State::Down,
            "unreachable", "No route to host"},
        {"accepts but silent", any, Depth::Models, {failed("version", Outcome::Silent)},
            State::Down, "silent", "no answer comes within 5 s"},
        {"hangs up", any, Depth::Models, {failed("version", Outcome::HungUp)}, State::Down,
            "hung-up", "hangs up without an answer"},
        {"half answer stalls", any, Depth::Models, {failed("version", Outcome::Stalled)},
            State::Down, "stalled", "did not end within 10 s"},
        {"half answer", any, Depth::Models, {failed("version", Outcome::Cut)}, State::Down,
            "half-answer", "in the middle of the answer"},
        {"endless body", any, Depth::Models, {failed("version", Outcome::TooLarge)},
            State::Down, "endless-answer", "did not end after 1 MiB"},
        {"not http", any, Depth::Models,
            {failed("version", Outcome::NotSpoken, u"SSH-2.0 password=CANARY1234"_s)},
            State::Down, "wrong-server", "not in the protocol"},
        {"tls", any, Depth::Models, {failed("version", Outcome::TlsFailed, u"expired"_s)},
            State::Down, "tls", "expired"},
        {"metadata address", any, Depth::Models, {failed("version", Outcome::Forbidden)},
            State::Unknown, "forbidden-address", "never asked"},
        {"redirect", any, Depth::Models, {redirect("version")}, State::Down, "redirect",
            "redirects are not followed"},
        {"web page", any, Depth::Models, {html("version")}, State::Down, "wrong-server",
            "A web page answers here, and not Ollama"},
        {"404", any, Depth::Models, {ok("version", "404 page not found", 404)}, State::Down,
            "wrong-server", "does not seem to be Ollama"},
        {"bad json", any, Depth::Models, {ok("version", "{\"version\":")}, State::Down,
            "bad-answer", "not what Ollama sends"},
        {"empty", any, Depth::Models, {ok("version", "")}, State::Down, "bad-answer",
            "answer is empty"},
        {"other json", any, Depth::Models, {ok("version", "{\"hello\":\"<b>x</b>\"}")},
            State::Down, "bad-answer", "not what Ollama sends"},
        {"busy", any, Depth::Models, {late}, State::Degraded, "busy",
            "maximum pending requests exceeded"},
        {"server error", any, Depth::Models,
            {ok("version", "{\"error\":\"token=CANARYCANARY\"}", 500)}, State::Down,
            "server-error", "error 500"},
        {"origin", any, Depth::Models, {ok("version", "", 403)}, State::Unknown, "not-allowed",
            "does not allow"},
        {"version only", any, Depth::Version, {version}, State::Up, "", "Ollama 0.6.2 answers"},
        {"port", any, Depth::Port, {ok("port", "")}, State::Up, "", "accepts connections"},
        {"port refused", any, Depth::Port, {failed("port", Outcome::Refused)}, State::Down,
            "refused", "nothing listens"},
        {"loaded", llama, Depth::Models, models(tags, ok("ps", kPs)), State::Up, "",
            "installed and loaded, 3.1 GB on the GPU"},
        {"partly on the processor", llama, Depth::Models, models(tags, ok("ps", kHalfPs)),
            State::Up, "", "1.0 GB of 3.1 GB on the GPU"},
        {"not loaded", llama, Depth::Models, models(tags, ok("ps", kNone)), State::Up, "",
            "installed and not loaded"},
        {"absent", endpoint("ollama", "gemma3"), Depth::Models, models(tags, ok("ps", kPs)),
            State::WrongModel, "model-absent", "serves llama3.2:3b, and gemma3 is expected"},
        {"no model at all", llama, Depth::Models, models(ok("tags", kNone), ok("ps", kNone)),
            State::WrongModel, "model-absent", "has no model at all"},
        {"nothing expected", any, Depth::Models, models(tags, ok("ps", kPs)), State::Up, "",
            "serves llama3.2:3b"},
        {"old server without ps", llama, Depth::Models, models(tags, ok("ps", "", 404)),
            State::Up, "", "llama3.2:3b is there"},
        {"tags cut", llama, Depth::Models, {version, failed("tags", Outcome::Cut)}, State::Down,
            "half-answer", "in the middle"},
        {"tags of another shape", llama, Depth::Models, {version, ok("tags", "{\"models\":3}")},
            State::Down, "bad-answer", "not what Ollama sends"},
        {"completion loads", llama, Depth::Completion,
            {version, tags, ok("ps", kNone), failed("completion", Outcome::Silent)},
            State::Degraded, "loading", "still being loaded"},
        {"completion slow", llama, Depth::Completion,
            {version, tags, ok("ps", kPs),
                ok("completion", "{\"done\":true,\"total_duration\":42000000000,\"load_duration\":1000000}")},
            State::Degraded, "slow", "took 42.0 s for its first word"},
        {"completion after a load", llama, Depth::Completion,
            {version, tags, ok("ps", kNone),
                ok("completion", "{\"done\":true,\"total_duration\":42000000000,\"load_duration\":40000000000}")},
            State::Up, "", "of which loading took 40.0 s"},
        {"completion", llama, Depth::Completion,
            {version, tags, ok("ps", kPs), ok("completion", "{\"done\":true}")}, State::Up, "",
            "answered after 41 ms"},
        {"completion busy", llama, Depth::Completion,
            {version, tags, ok("ps", kPs), ok("completion", "{\"error\":\"server busy\"}", 503)},
            State::Degraded, "busy", "server busy"},
        {"completion fails inside", llama, Depth::Completion,
            {version, tags, ok("ps", kPs), ok("completion", "{\"error\":\"out of memory\"}")},
            State::Degraded, "model-error", "out of memory"},
    };
}

inline std::vector<Case> modelServers()
{
    const QByteArray list = "{\"object\":\"list\",\"data\":[{\"id\":\"qwen2\"}]}";
    return {
        {"llama.cpp loading", endpoint("llamacpp"), Depth::Models,
            {ok("health", "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}", 503)},
            State::Degraded, "loading", "still loads its model"},
        {"llama.cpp busy", endpoint("llamacpp"), Depth::Models,
            {ok("health", "{\"error\":{\"message\":\"no slot\"}}", 503)}, State::Degraded, "busy",
            "no slot"},
        {"llama.cpp", endpoint("llamacpp", "qwen2"), Depth::Models,
            {ok("health", "{\"status\":\"ok\"}"), ok("models", list)}, State::Up, "",
            "qwen2 is installed and loaded"},
        {"llama.cpp wrong model", endpoint("llamacpp", "phi4"), Depth::Models,
            {ok("health", "{\"status\":\"ok\"}"), ok("models", list)}, State::WrongModel,
            "model-absent", "phi4 is expected"},
        {"llama.cpp is another", endpoint("llamacpp"), Depth::Models, {ok("health", "[]")},
            State::Down, "bad-answer", "not what llama.cpp sends"},
        {"llama.cpp wants a key", endpoint("llamacpp"), Depth::Models,
            {ok("health", "{\"status\":\"ok\"}"),
                ok("models", "{\"error\":{\"message\":\"Invalid API Key\"}}", 401)},
            State::Unknown, "not-allowed", "Invalid API Key"},
        {"vLLM healthy is empty", endpoint("vllm"), Depth::Version, {ok("health", "")},
            State::Up, "", "vLLM answers"},
        {"vLLM engine dead", endpoint("vllm"), Depth::Models, {ok("health", "", 503)},
            State::Down, "engine-dead", "engine does not run"},
        {"vLLM", endpoint("vllm", "qwen2"), Depth::Models,
            {ok("health", ""), ok("models", list), ok("version", "{\"version\":\"0.8\"}")},
            State::Up, "", "qwen2 is installed"},
        {"vLLM wrong model", endpoint("vllm", "phi4"), Depth::Models,
            {ok("health", ""), ok("models", list)}, State::WrongModel, "model-absent",
            "serves qwen2"},
        {"OpenAI", endpoint("openai"), Depth::Models, {ok("models", list)}, State::Up, "",
            "serves qwen2"},
        {"OpenAI key", endpoint("openai"), Depth::Models,
            {ok("models", "{\"error\":{\"message\":\"Incorrect API key provided: sk-CANARYCANARY1234\"}}", 401)},
            State::Unknown, "not-allowed", "Incorrect API key"},
        {"OpenAI limit", endpoint("openai"), Depth::Models, {ok("models", "", 429)},
            State::Degraded, "rate-limited", "too often"},
    };
}

inline std::vector<Case> pages()
{
    Endpoint don = endpoint("fastapi");
    don.members = {u"database.status"_s, u"qac.real_engine_available"_s};
    don.constantMembers = {u"status"_s};
    Endpoint pal = endpoint("fastapi");
    pal.members = {u"components.redis.status"_s, u"components.models.status"_s};
    pal.constantMembers = {u"status"_s, u"components.database.status"_s};
    Endpoint gateway = endpoint("fastapi");
    gateway.members = {u"edgellm_backend"_s, u"ollama_backend"_s};
    Endpoint rails = endpoint("rails");
    rails.members = {u"checks.database"_s, u"checks.redis"_s};
    return {
        {"constant healthy, database dead", don, Depth::Models,
            {ok("health", "{\"status\":\"healthy\",\"database\":{\"status\":\"unhealthy: pool exhausted\"},\"qac\":{\"real_engine_available\":true}}")},
            State::Degraded, "member-bad",
            "It says \"healthy\", but database.status = unhealthy: pool exhausted"},
        {"don well", don, Depth::Models,
            {ok("health", "{\"status\":\"healthy\",\"database\":{\"status\":\"healthy\",\"pool\":{\"size\":10,\"checked_in\":8,\"checked_out\":2,\"overflow\":-8}},\"qac\":{\"real_engine_available\":true}}")},
            State::Up, "", "All 2 checked"},
        {"don pool used up", don, Depth::Models,
            {ok("health", "{\"status\":\"healthy\",\"database\":{\"status\":\"healthy\",\"pool\":{\"size\":10,\"checked_in\":0,\"checked_out\":30,\"overflow\":20}}}")},
            State::Degraded, "pool-exhausted", "30 of 30"},
        {"don of the guide", don, Depth::Models,
            {ok("health", "{\"status\":\"degraded\",\"database\":{\"status\":\"healthy\",\"pool_size\":10,\"checked_out\":10}}")},
            State::Degraded, "pool-exhausted", "10 of 10"},
        {"don unknown", don, Depth::Models,
            {ok("health", "{\"status\":\"healthy\",\"database\":{\"status\":\"unknown\",\"pool\":null}}")},
            State::Up, "", "database.status = unknown is not told"},
        {"always 503, members well", pal, Depth::Models,
            {ok("health", "{\"status\":\"degraded\",\"components\":{\"database\":{\"status\":\"degraded\"},\"redis\":{\"status\":\"healthy\"},\"models\":{\"status\":\"healthy\"}}}", 503)},
            State::Up, "", "All 2 checked"},
        {"always 503, redis dead", pal, Depth::Models,
            {ok("health", "{\"status\":\"degraded\",\"components\":{\"redis\":{\"status\":\"unhealthy\"},\"models\":{\"status\":\"healthy\"}}}", 503)},
            State::Degraded, "member-bad", "components.redis.status = unhealthy"},
        {"gateway's back end", gateway, Depth::Models,
            {ok("health", "{\"status\":\"healthy\",\"edgellm_backend\":\"unreachable\"}")},
            State::Degraded, "member-bad", "edgellm_backend = unreachable"},
        {"rails false", rails, Depth::Models,
            {ok("health", "{\"status\":\"unhealthy\",\"checks\":{\"database\":true,\"redis\":false}}", 503)},
            State::Degraded, "member-bad", "checks.redis = false"},
        {"members nobody named", endpoint("fastapi"), Depth::Models,
            {ok("health", "{\"status\":\"ok\",\"checks\":{\"cache\":\"error: token=CANARYCANARY\"}}")},
            State::Degraded, "member-bad", "checks.cache = error"},
        {"only a constant", endpoint("fastapi"), Depth::Models,
            {ok("health", "{\"status\":\"ok\",\"app_name\":\"flux\"}")}, State::Up, "",
            "says nothing about what it depends on"},
        {"fastapi error", endpoint("fastapi"), Depth::Models,
            {ok("health", "{\"detail\":\"Not Found\"}", 404)}, State::Down, "wrong-server",
            "404"},
        {"502 of a proxy", endpoint("fastapi"), Depth::Models,
            {ok("health", "<html>Bad Gateway</html>", 502)}, State::Down, "server-error",
            "error 502"},
        {"html", endpoint("rails"), Depth::Models, {html("health")}, State::Down,
            "wrong-server", "web page"},
        {"503 without words", endpoint("fastapi"), Depth::Models, {ok("health", "", 503)},
            State::Degraded, "busy", "503"},
        {"any page", endpoint("http"), Depth::Models, {html("page")}, State::Up, "",
            "The page answers (200)"},
        {"page gone", endpoint("http"), Depth::Models, {ok("page", "", 500)}, State::Down,
            "server-error", "500"},
        {"figures", endpoint("metrics"), Depth::Models,
            {ok("metrics", "# HELP a b\nvllm:num{a=\"x\\\"\"} 1.5e3\nup 1 1712\n")}, State::Up,
            "", "2 figure"},
        {"no figures", endpoint("metrics"), Depth::Models, {ok("metrics", "hello there you\n")},
            State::Down, "bad-answer", "not what"},
    };
}

inline std::vector<Case> services()
{
    Answer full = failed("login", Outcome::LoginRefused, u"sorry, too many clients already"_s);
    full.sqlState = u"53300"_s;
    Answer starting = failed("login", Outcome::LoginRefused, u"the database system is starting up"_s);
    starting.sqlState = u"57P03"_s;
    Answer password = failed("login", Outcome::LoginRefused, u"password authentication failed"_s);
    password.sqlState = u"28P01"_s;
    Endpoint realm = endpoint("keycloak");
    realm.realm = u"onelastai"_s;
    const Answer closed = failed("management", Outcome::Refused);
    const Answer notFound = ok("main", "{\"error\":\"not found\"}", 404);
    return {
        {"postgres", endpoint("postgres"), Depth::Models,
            {ok("login", "{\"version\":\"15.20\",\"standby\":false,\"used\":31,\"max\":100}")},
            State::Up, "", "PostgreSQL 15.20, primary, 31 of 100"},
        {"postgres tight", endpoint("postgres"), Depth::Models,
            {ok("login", "{\"version\":\"15.20\",\"standby\":true,\"used\":97,\"max\":100}")},
            State::Degraded, "connections-tight", "97 of 100"},
        {"postgres full", endpoint("postgres"), Depth::Models, {full}, State::Degraded,
            "connections-full", "too many clients"},
        {"postgres starting", endpoint("postgres"), Depth::Models, {starting}, State::Degraded,
            "starting", "starting up"},
        {"postgres password", endpoint("postgres"), Depth::Models, {password}, State::Unknown,
            "not-allowed", "refuses this login"},
        {"postgres refused", endpoint("postgres"), Depth::Models,
            {failed("login", Outcome::Refused)}, State::Down, "refused", "nothing listens"},
        {"pgbouncer", endpoint("pgbouncer"), Depth::Models,
            {ok("login", "{\"version\":\"1.18.0\",\"pools\":[{\"database\":\"pgbouncer\",\"cl_active\":1},{\"database\":\"app\",\"cl_active\":12,\"cl_waiting\":0,\"maxwait\":0}]}")},
            State::Up, "", "12 active and 0 waiting clients in 1 pools"},
        {"pgbouncer waits", endpoint("pgbouncer"), Depth::Models,
            {ok("login", "{\"version\":\"1.18.0\",\"pools\":[{\"database\":\"app\",\"cl_active\":2,\"cl_waiting\":9,\"maxwait\":31}]}")},
            State::Degraded, "clients-wait", "9 client(s) of PgBouncer (waits|wait) for"},
        {"pgbouncer is postgres", endpoint("pgbouncer"), Depth::Models,
            {ok("login", "{\"version\":\"15.20\",\"used\":1,\"max\":100}")}, State::Down,
            "wrong-server", "not PgBouncer"},
        {"pgbouncer not allowed", endpoint("pgbouncer"), Depth::Models,
            {failed("login", Outcome::LoginRefused, u"not allowed"_s)}, State::Unknown,
            "not-allowed", "stats_users"},
        {"redis", endpoint("redis"), Depth::Models,
            {ok("ping", "PONG"), ok("info", "# Server\r\nredis_version:7.0.15\r\ndb0:keys=412,expires=1\r\n")},
            State::Up, "", "Redis 7.0.15, 412 key"},
        {"redis password", endpoint("redis"), Depth::Models,
            {ok("ping", "NOAUTH Authentication required.", 500)}, State::Unknown, "not-allowed",
            "wants another password"},
        {"redis loading", endpoint("redis"), Depth::Models,
            {ok("ping", "LOADING Redis is loading the dataset in memory", 500)},
            State::Degraded, "loading", "reads its data"},
        {"redis is http", endpoint("redis"), Depth::Models,
            {failed("ping", Outcome::NotSpoken, u"HTTP/1.1 400 Bad Request"_s)}, State::Down,
            "wrong-server", "HTTP/1.1 400"},
        {"redis save failed", endpoint("redis"), Depth::Models,
            {ok("ping", "PONG"), ok("info", "redis_version:7\r\nrdb_last_bgsave_status:err\r\n")},
            State::Degraded, "save-failed", "last save"},
        {"prometheus", endpoint("prometheus"), Depth::Models,
            {ok("ready", "Prometheus Server is Ready.\n"),
                ok("build", "{\"status\":\"success\",\"data\":{\"version\":\"2.42.0\"}}"),
                ok("targets", "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"job\":\"api\"},\"value\":[1,\"0\"]},{\"metric\":{\"job\":\"x\"},\"value\":[1.5,\"1\"]}]}}")},
            State::Up, "", "1 of 2 targets are up, one that is not: api"},
        {"prometheus starting", endpoint("prometheus"), Depth::Models,
            {ok("ready", "Service Unavailable", 503)}, State::Degraded, "starting",
            "not ready yet"},
        {"prometheus is another", endpoint("prometheus"), Depth::Models,
            {ok("ready", "ok"), ok("build", "", 404)}, State::Down, "wrong-server",
            "does not seem to be Prometheus"},
        {"grafana", endpoint("grafana"), Depth::Models,
            {ok("health", "{\"commit\":\"x\",\"database\":\"ok\",\"version\":\"10.1\"}")}, State::Up, "",
            "Grafana 10.1 and its database answer"},
        {"grafana without database", endpoint("grafana"), Depth::Models,
            {ok("health", "{\"database\":\"failing\"}", 503)}, State::Degraded, "database-lost",
            "database = failing"},
        {"keycloak", endpoint("keycloak"), Depth::Models,
            {ok("management", "{\"status\":\"UP\",\"checks\":[]}")}, State::Up, "",
            "Keycloak is ready"},
        {"keycloak down", endpoint("keycloak"), Depth::Models,
            {ok("management", "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"Database connections\",\"status\":\"DOWN\"}]}", 503)},
            State::Down, "not-ready", "Database connections"},
        {"keycloak fallback", realm, Depth::Models,
            {closed, notFound, ok("discovery", "{\"issuer\":\"http://x\"}")}, State::Up, "",
            "The realm onelastai answers"},
        {"keycloak legacy path", realm, Depth::Models,
            {closed, notFound, ok("discovery", "", 404), ok("legacy", "{\"issuer\":\"http://x\"}")},
            State::Up, "", "The realm onelastai answers"},
        {"keycloak without the realm", realm, Depth::Models,
            {ok("management", "{\"status\":\"UP\"}"), ok("discovery", "", 404)}, State::Degraded,
            "no-realm", "has no realm onelastai"},
        {"keycloak, health closed, without the realm", realm, Depth::Models,
            {closed, notFound, ok("discovery", "{\"error\":\"Realm does not exist\"}", 404),
                ok("legacy", "{\"error\":\"Unable to find matching target resource method\"}", 404)},
            State::Degraded, "no-realm", "answers, and has no realm onelastai"},
        {"keycloak dead", realm, Depth::Models,
            {closed, failed("main", Outcome::Refused), failed("discovery", Outcome::Refused)},
            State::Down, "refused", "nothing listens"},
    };
}

inline std::vector<Case> payments()
{
    const char *const stripe = "https://api.stripe.com";
    const Endpoint test = payment("stripe", "sk_test_CANARY12345", stripe);
    return {
        {"no key", payment("stripe", "", stripe), Depth::Models, {}, State::Unknown, "no-key",
            "No key of Stripe"},
        {"public key", payment("stripe", "pk_live_CANARY12345", stripe), Depth::Models, {},
            State::Unknown, "wrong-key", "public one"},
        {"live key", payment("stripe", "sk_live_CANARY12345", stripe), Depth::Models, {},
            State::Unknown, "live-key", "real money"},
        {"live key allowed", payment("stripe", "sk_live_CANARY12345", stripe, true),
            Depth::Models, {ok("balance", "{\"object\":\"balance\",\"livemode\":true}")},
            State::Up, "", "the live key works"},
        {"test key", test, Depth::Models,
            {ok("balance", "{\"object\":\"balance\",\"livemode\":false}")}, State::Up, "",
            "the test key works"},
        {"bad key", test, Depth::Models,
            {ok("balance", "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Invalid API Key provided: sk_test_CANARY12345\"}}", 401)},
            State::Down, "key-refused", "does not know this key"},
        {"restricted key", test, Depth::Models, {ok("balance", "{}", 403)}, State::Up, "",
            "may not read this"},
        {"too often", test, Depth::Models, {ok("balance", "{}", 429)}, State::Degraded,
            "rate-limited", "too often"},
        {"another server", test, Depth::Models, {ok("balance", "{\"object\":\"x\"}")},
            State::Down, "bad-answer", "not what Stripe sends"},
        {"lemon real host", payment("lemon-squeezy", "CANARYCANARY", "https://api.lemonsqueezy.com"),
            Depth::Models, {}, State::Unknown, "live-key", "real money"},
        {"lemon", payment("lemon-squeezy", "CANARYCANARY", "http://localhost:1"), Depth::Models,
            {ok("me", "{\"data\":{\"type\":\"users\",\"id\":\"1\"},\"meta\":{\"test_mode\":true}}")},
            State::Up, "", "the test key works"},
        {"paypal live", payment("paypal", "CANARYCANARY", "https://api-m.paypal.com"),
            Depth::Models, {}, State::Unknown, "live-key", "real money"},
        {"paypal sandbox", payment("paypal", "CANARYCANARY", "https://api-m.sandbox.paypal.com"),
            Depth::Models, {ok("token", "{\"access_token\":\"CANARY\",\"expires_in\":32400}")},
            State::Up, "", "the sandbox work"},
        {"paypal bad client", payment("paypal", "CANARYCANARY", "https://api-m.sandbox.paypal.com"),
            Depth::Models,
            {ok("token", "{\"error\":\"invalid_client\",\"error_description\":\"Client Authentication failed\"}", 401)},
            State::Down, "key-refused", "invalid_client"},
    };
}

} // namespace gatehouse::test::health
