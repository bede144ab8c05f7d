#include "health/endpoint.h"

#include "base/redact.h"
#include "health/probe.h"
#include "health/words.h"

#include <algorithm>

namespace gatehouse::health {

namespace {

using Variables = QMap<QString, QString>;

std::shared_ptr<const Secret> secretOf(const QString &text)
{
    if (text.isEmpty())
        return nullptr;
    addSecret(text);
    return std::make_shared<const Secret>(text);
}

// The first of these names that has a value.
QString firstOf(const Variables &variables, const QStringList &names, QString *which = nullptr)
{
    for (const QString &name : names) {
        if (!variables.value(name).isEmpty()) {
            if (which)
                *which = name;
            return variables.value(name);
        }
    }
    return {};
}

// Key and user of the kinds that have them, by the names that guides and code use.
void addKeys(Endpoint &endpoint, const Variables &variables)
{
    struct Names
    {
        QString kind;
        QStringList secret, user;
    };
    static const std::vector<Names> all{
        {u"stripe"_s, {u"STRIPE_SECRET_KEY"_s}, {}},
        {u"lemon-squeezy"_s, {u"LEMON_SQUEEZY_API_KEY"_s, u"LEMONSQUEEZY_API_KEY"_s}, {}},
        {u"paypal"_s, {u"PAYPAL_CLIENT_SECRET"_s, u"PAYPAL_SECRET"_s}, {u"PAYPAL_CLIENT_ID"_s}},
        {u"openai"_s, {u"OPENAI_API_KEY"_s}, {}},
        {u"redis"_s, {u"REDIS_PASSWORD"_s}, {}},
    };
    for (const Names &names : all) {
        if (names.kind != endpoint.kind || endpoint.secret)
            continue;
        endpoint.secret = secretOf(firstOf(variables, names.secret, &endpoint.secretVariable));
        if (endpoint.user.isEmpty())
            endpoint.user = firstOf(variables, names.user);
    }
    if (endpoint.kind == "paypal"_L1
        && firstOf(variables, {u"PAYPAL_ENVIRONMENT"_s, u"PAYPAL_MODE"_s}).toLower()
            == "sandbox"_L1)
        endpoint.url.replace("api-m.paypal.com"_L1, "api-m.sandbox.paypal.com"_L1);
    if (endpoint.kind == "keycloak"_L1 && endpoint.realm.isEmpty())
        endpoint.realm = variables.value(u"KEYCLOAK_REALM"_s);
}

bool isSecretName(const QString &name)
{
    return name.endsWith("_KEY"_L1) || name.endsWith("_SECRET"_L1) || name.endsWith("_CLIENT_ID"_L1);
}

// "8080", "cache:6379", "http://host/base": moves the endpoint there.
bool move(Endpoint &endpoint, const QString &variable, const QString &value)
{
    bool isPort = false;
    const int port = value.trimmed().toInt(&isPort);
    if (isPort) {
        if (port < 1 || port > 65535)
            return false;
        QUrl url = endpoint.base();
        url.setPort(port);
        endpoint.url = url.toString(QUrl::FullyEncoded);
        return true;
    }
    const QString text = value.contains("://"_L1)
        ? value
        : endpoint.base().scheme() + "://"_L1 + value;
    const auto address = addressFrom(text);
    if (!address)
        return false;
    endpoint.url = address->url;
    endpoint.user = address->user;
    endpoint.secret = address->secret;
    if (endpoint.secret)
        endpoint.secretVariable = variable; // whose address holds it
    return true;
}

Endpoint fromDescription(const systems::HealthEndpoint &given)
{
    Endpoint endpoint;
    endpoint.id = given.id;
    endpoint.title = systems::translated(given.title);
    endpoint.kind = given.kind;
    endpoint.url = given.url;
    endpoint.path = given.path;
    endpoint.expectedModel = given.expectedModel;
    endpoint.members = given.members;
    endpoint.constantMembers = given.constantMembers;
    endpoint.agents = given.agents;
    endpoint.fallbackAgents = given.fallbackAgents;
    endpoint.intervalSeconds = given.intervalSeconds;
    endpoint.timeouts.firstByteMs = given.timeoutMs;
    endpoint.timeouts.wholeMs = std::max(given.timeoutMs, endpoint.timeouts.wholeMs);
    endpoint.note = given.note;
    return endpoint;
}

void complain(QStringList *notes, const QString &variable)
{
    if (notes)
        notes->append(
            Words::tr("The variable %1 holds no address that can be used; the usual one is asked.")
                .arg(variable));
}

struct Known
{
    const char *variable, *kind, *title, *scheme;
};
constexpr Known kKnown[] = {
    {"OLLAMA_BASE_URL", "ollama", "Ollama", "http"}, {"OLLAMA_HOST", "ollama", "Ollama", "http"},
    {"OLLAMA_URL", "ollama", "Ollama", "http"}, {"LOCAL_LLM_URL", "ollama", "Ollama", "http"},
    {"LLAMA_CPP_URL", "llamacpp", "llama.cpp", "http"},
    {"LLAMACPP_BASE_URL", "llamacpp", "llama.cpp", "http"},
    {"VLLM_BASE_URL", "vllm", "vLLM", "http"}, {"VLLM_URL", "vllm", "vLLM", "http"},
    {"OPENAI_BASE_URL", "openai", "OpenAI", "https"},
    {"OPENAI_API_BASE", "openai", "OpenAI", "https"}, {"DATABASE_URL", "postgres", "PostgreSQL",
        "postgresql"},
    {"POSTGRES_DSN", "postgres", "PostgreSQL", "postgresql"},
    {"PGBOUNCER_URL", "pgbouncer", "PgBouncer", "postgresql"},
    {"REDIS_URL", "redis", "Redis", "redis"}, {"KEYCLOAK_URL", "keycloak", "Keycloak", "http"},
    {"PROMETHEUS_URL", "prometheus", "Prometheus", "http"},
    {"GRAFANA_URL", "grafana", "Grafana", "http"},
};

struct Provider
{
    const char *variable, *kind, *title, *url;
};
constexpr Provider kProviders[] = {
    {"STRIPE_SECRET_KEY", "stripe", "Stripe", "https://api.stripe.com"},
    {"LEMON_SQUEEZY_API_KEY", "lemon-squeezy", "Lemon Squeezy", "https://api.lemonsqueezy.com"},
    {"LEMONSQUEEZY_API_KEY", "lemon-squeezy", "Lemon Squeezy", "https://api.lemonsqueezy.com"},
    {"PAYPAL_CLIENT_ID", "paypal", "PayPal", "https://api-m.paypal.com"},
};

void put(std::vector<Endpoint> &all, Endpoint endpoint, const Variables &variables)
{
    addKeys(endpoint, variables);
    const bool there = std::any_of(all.begin(), all.end(),
        [&endpoint](const Endpoint &one) { return one.key() == endpoint.key(); });
    if (!there)
        all.push_back(std::move(endpoint));
}

} // namespace

std::vector<Endpoint> endpointsOf(
    const systems::Description &system, const Variables &variables, QStringList *notes)
{
    std::vector<Endpoint> all;
    for (const systems::HealthEndpoint &given : system.health) {
        Endpoint endpoint = fromDescription(given);
        const QString value = variables.value(given.variable);
        if (!value.isEmpty() && !isSecretName(given.variable) && !move(endpoint, given.variable, value))
            complain(notes, given.variable);
        put(all, std::move(endpoint), variables);
    }
    return all;
}

std::vector<Endpoint> endpointsOf(const Variables &variables, QStringList *notes)
{
    std::vector<Endpoint> all;
    for (const Known &known : kKnown) {
        const QString variable = QLatin1StringView(known.variable);
        const QString value = variables.value(variable);
        if (value.isEmpty())
            continue;
        Endpoint endpoint;
        endpoint.id = variable.toLower();
        endpoint.title = QLatin1StringView(known.title);
        endpoint.kind = QLatin1StringView(known.kind);
        endpoint.url = QLatin1StringView(known.scheme) + "://localhost"_L1;
        if (move(endpoint, variable, value))
            put(all, std::move(endpoint), variables);
        else if (!value.contains("sqlite"_L1))
            complain(notes, variable);
    }
    for (const Provider &provider : kProviders) {
        const QString variable = QLatin1StringView(provider.variable);
        if (variables.value(variable).isEmpty())
            continue;
        Endpoint endpoint;
        endpoint.id = QLatin1StringView(provider.kind);
        endpoint.title = QLatin1StringView(provider.title);
        endpoint.kind = QLatin1StringView(provider.kind);
        endpoint.url = QLatin1StringView(provider.url);
        endpoint.intervalSeconds = 900;
        put(all, std::move(endpoint), variables);
    }
    return all;
}

} // namespace gatehouse::health
