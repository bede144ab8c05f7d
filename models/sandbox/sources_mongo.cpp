#include "base/securefile.h"
#include "sandbox/sourcemakers.h"

#include <bson/bson.h>

#include <QFileInfo>

#include <functional>

namespace gatehouse::sandbox {
namespace {

// One BSON document, written by libbson; nested ones through a function that fills them.
class Document
{
public:
    using Fill = std::function<void(Document &)>;

    Document() : m_own(bson_new()), m_bson(m_own) { }
    ~Document() { bson_destroy(m_own); }
    Document(const Document &) = delete;
    Document &operator=(const Document &) = delete;

    void text(const char *key, const QString &value)
    {
        const QByteArray utf8 = value.toUtf8();
        bson_append_utf8(m_bson, key, -1, utf8.constData(), int(utf8.size()));
    }
    void number(const char *key, int value) { bson_append_int32(m_bson, key, -1, value); }
    void real(const char *key, double value) { bson_append_double(m_bson, key, -1, value); }
    void flag(const char *key, bool value) { bson_append_bool(m_bson, key, -1, value); }
    void null(const char *key) { bson_append_null(m_bson, key, -1); }
    void date(const char *key, const QDateTime &value)
    {
        bson_append_date_time(m_bson, key, -1, value.toMSecsSinceEpoch());
    }
    void oid(const char *key, const bson_oid_t &value) { bson_append_oid(m_bson, key, -1, &value); }
    void decimal(const char *key, const char *value)
    {
        bson_decimal128_t parsed;
        bson_decimal128_from_string(value, &parsed);
        bson_append_decimal128(m_bson, key, -1, &parsed);
    }
    void bytes(const char *key, const QByteArray &value)
    {
        bson_append_binary(m_bson, key, -1, BSON_SUBTYPE_BINARY,
            reinterpret_cast<const uint8_t *>(value.constData()), uint32_t(value.size()));
    }
    void document(const char *key, const Fill &fill)
    {
        bson_t child;
        bson_append_document_begin(m_bson, key, -1, &child);
        Document inner(&child);
        fill(inner);
        bson_append_document_end(m_bson, &child);
    }
    void array(const char *key, int count, const std::function<void(Document &, int)> &fill)
    {
        bson_t child;
        bson_append_array_begin(m_bson, key, -1, &child);
        Document inner(&child);
        for (int i = 0; i < count; ++i)
            inner.document(
                QByteArray::number(i).constData(), [&](Document &element) { fill(element, i); });
        bson_append_array_end(m_bson, &child);
    }
    QByteArray bytes() const
    {
        return {reinterpret_cast<const char *>(bson_get_data(m_bson)), qsizetype(m_bson->len)};
    }

private:
    explicit Document(bson_t *bson) : m_bson(bson) { }
    bson_t *m_own = nullptr;
    bson_t *m_bson;
};

// Four bytes of time, then what tells kind and number.
bson_oid_t oidOf(quint8 kind, int number, const QDateTime &made)
{
    bson_oid_t oid;
    const auto seconds = quint32(made.toSecsSinceEpoch());
    const quint8 bytes[12] = {quint8(seconds >> 24), quint8(seconds >> 16), quint8(seconds >> 8),
        quint8(seconds), 0x5a, 0x4e, kind, 0x44, 0x42, 0, quint8(number >> 8), quint8(number)};
    bson_oid_init_from_data(&oid, bytes);
    return oid;
}

constexpr int kUsers = 120;
QDateTime userMade(const QDateTime &now, int n) { return now.addDays(-300 + n).addSecs(n * 97); }

void subscription(Document &to, int user, int which, const QDateTime &now)
{
    const bool stripe = which == 0;
    to.text("provider", stripe ? u"stripe"_s : u"lemon_squeezy"_s);
    if (stripe) {
        to.text("stripe_subscription_id", u"sub_mongo%1"_s.arg(user));
        to.text("stripe_customer_id", u"cus_mongo%1"_s.arg(user));
    } else {
        to.text("lemon_squeezy_subscription_id", u"ls-%1"_s.arg(user));
    }
    to.text("plan_name", u"pro-monthly"_s);
    to.text("status",
        stripe ? (user % 9 == 0 ? u"paused"_s : u"active"_s)
               : u"unpaid"_s); // both beyond the old CHECK
    if (user % 2 == 0)
        to.decimal("amount", "19.00");
    else
        to.real("amount", 19.0);
    to.text("currency", u"USD"_s);
    to.date("current_period_start", now.addDays(-11));
    to.date("current_period_end", now.addDays(19));
    to.document("metadata", [](Document &inner) { inner.text("coupon", u"WELCOME"_s); });
}

void session(Document &to, int user, int which, const QDateTime &now)
{
    to.text("token", u"mongo-session-%1-%2"_s.arg(user).arg(which));
    to.document("data", [](Document &inner) { inner.text("theme", u"dark"_s); });
    to.date("expires_at", which == 0 ? now.addDays(-40) : now.addDays(2));
    to.text("ip_address", u"192.0.2.%1"_s.arg(user % 250));
    to.flag("active", which != 0);
    if (which != 0) // an expired one without its creation time
        to.date("created_at", now.addDays(-1));
}

QByteArray users(Dice &dice, const QDateTime &now)
{
    QByteArray all;
    for (int n = 0; n < kUsers; ++n) {
        Document user;
        const QDateTime made = userMade(now, n);
        user.oid("_id", oidOf(1, n, made));
        if (n != 17)
            user.text("keycloak_id", u"kc-%1"_s.arg(n));
        if (n != 23)
            user.text("username", u"mongo.user%1"_s.arg(n));
        user.text("email", u"user%1@example.net"_s.arg(n == 31 ? 30 : n)); // two of one address
        user.text("first_name", dice.pick({u"Ada"_s, u"지훈"_s, u"Zoë"_s, u"O'Neill"_s}));
        if (n % 5 == 0)
            user.null("last_name");
        user.document("preferences", [&](Document &inner) {
            inner.text("language", dice.pick({u"en"_s, u"ko"_s, u"de"_s}));
            inner.decimal("font_scale", "1.25");
        });
        user.document("metadata", [&](Document &inner) {
            inner.oid("invited_by", oidOf(1, (n + 3) % kUsers, userMade(now, (n + 3) % kUsers)));
            inner.bytes("avatar_hash", QByteArray::fromHex("00ff10a5") + char(n));
            inner.date("imported", made);
        });
        user.text("subscription_tier", n % 4 == 0 ? u"pro"_s : u"free"_s);
        user.flag("email_verified", n % 3 != 0);
        user.flag("active", n % 20 != 0);
        if (n % 6 != 0)
            user.date("last_login_at", now.addSecs(-dice.below(2'000'000)));
        user.text("favourite_colour", u"green"_s); // a field that no table knows
        user.array("subscriptions", n % 4 == 0 ? 2 : 0,
            [&](Document &to, int which) { subscription(to, n, which, now); });
        user.array("sessions", n % 3 == 0 ? 2 : 0,
            [&](Document &to, int which) { session(to, n, which, now); });
        if (n != 41) {
            user.date("created_at", made);
            user.date("updated_at", made.addDays(3));
        }
        all += user.bytes();
    }
    return all;
}

void message(Document &to, Dice &dice, int conversation, int number, const QDateTime &begin)
{
    const bool answer = number % 2 == 1;
    to.text("role",
        conversation % 25 == 3 && number == 2 ? u"tool"_s
            : answer                          ? u"assistant"_s
                                              : u"user"_s);
    to.text("content",
        conversation % 60 == 7 && answer
            ? u"Long 📈 "_s.repeated(1100)
            : dice.pick({u"Hello"_s, u"왜 그런가요?"_s, u"Und jetzt?"_s}));
    to.document("metadata", [](Document &) {});
    if (answer) {
        to.text("model_used", u"mistral:7b"_s);
        to.number("tokens_used", conversation % 40 == 9 ? -1 : 20 + dice.below(600));
        to.real("processing_time", 0.3 + dice.below(9000) / 1000.0);
    }
    if (conversation % 33 != 5) // else only the place in the array tells the order
        to.date("created_at", begin.addSecs(conversation % 10 == 0 ? 0 : number * 15));
}

QByteArray conversations(Dice &dice, const QDateTime &now)
{
    QByteArray all;
    for (int n = 0; n < 300; ++n) {
        Document conversation;
        const QDateTime begin = now.addSecs(-n * 8000LL);
        conversation.oid("_id", oidOf(2, n, begin));
        const int user = n == 88 ? 5000 : dice.skewed(kUsers); // one belongs to nobody
        conversation.oid("user_id", oidOf(1, user, userMade(now, user)));
        conversation.text("agent_name",
            n % 50 == 4 ? u"ghostwriter"_s
                        : dice.pick({u"codemaster"_s, u"carebot"_s, u"lingua"_s, u"Summarix"_s}));
        conversation.text("session_id", u"s%1"_s.arg(n));
        if (n % 14 != 0)
            conversation.text(
                "title", dice.pick({u"Fix my regex"_s, u"면접 준비"_s, u"Dinner 🍝"_s}));
        conversation.document("context", [](Document &) {});
        conversation.date("started_at", begin);
        conversation.date("created_at", begin);
        conversation.date("updated_at", begin.addSecs(900));
        conversation.array("messages", 2 * (1 + dice.skewed(8)),
            [&](Document &to, int i) { message(to, dice, n, i, begin); });
        all += conversation.bytes();
    }
    return all;
}

// As it lies in the service's config/: two of the agents in the conversations are not in it.
Result<> makeModelsFile(const QString &dir)
{
    if (auto made = makePrivateDir(dir); !made)
        return made;
    return writeSecureFile(dir + "/ai_models_config.yml"_L1,
        "# AI models of the platform\n"
        "ai_models:\n"
        "  local_models:\n"
        "    llama3_2:\n"
        "      name: \"Llama 3.2\"\n"
        "      quantization: \"IQ2_XXS/Q4_K_M\"\n"
        "      endpoint: \"http://localhost:11434\"\n"
        "      capabilities: [\"general_conversation\", \"code_assistance\"]\n"
        "      suitable_agents: [\"neochat\", \"codemaster\", \"carebot\"]\n"
        "    phi4:\n"
        "      name: \"Phi-4\"\n"
        "      quantization: Q4_K_M\n"
        "      endpoint: \"http://localhost:11436\"\n"
        "      capabilities: [\"advanced_reasoning\", \"code_generation\"]\n"
        "      suitable_agents: [\"codemaster\", \"datavision\"]\n"
        "  cloud_models:\n"
        "    openai:\n"
        "      models: [\"gpt-4\"]\n"
        "      api_key_env: \"OPENAI_API_KEY\"\n"
        "model_selection:\n"
        "  strategy: \"local_first_with_fallback\"\n"
        "  agent_mappings:\n"
        "    codemaster: [\"phi4\", \"llama3_2\", \"openai:gpt-4\"]\n"
        "    carebot: [\"llama3_2\", \"openai:gpt-4\"]\n"
        "    Summarix: [\"openai:gpt-4\"]\n");
}

} // namespace

Result<> makeMongoDump(const QString &path, const QDateTime &now)
{
    const QString dir = path + "/onelastai_production"_L1;
    if (auto made = makePrivateDir(dir); !made)
        return made.error();
    Dice dice(5);
    for (const auto &[name, content] :
        {std::pair{"users", users(dice, now)}, {"conversations", conversations(dice, now)}}) {
        const QString file = dir + u'/' + QLatin1StringView(name);
        if (auto written = writeSecureFile(file + ".bson"_L1, content); !written)
            return written.error();
        const QByteArray metadata =
            QByteArray("{\"indexes\":[{\"v\":{\"$numberInt\":\"2\"},\"key\":{\"_id\":{\"$"
                       "numberInt\":\"1\"}},"
                       "\"name\":\"_id_\"}],\"uuid\":\"4f0d7a52c1ce4d0b8d0c2f9a63b1e7d5\","
                       "\"collectionName\":\"")
            + name + "\",\"type\":\"collection\"}";
        if (auto written = writeSecureFile(file + ".metadata.json"_L1, metadata); !written)
            return written.error();
    }
    return makeModelsFile(QFileInfo(path).absolutePath() + "/config"_L1);
}

} // namespace gatehouse::sandbox
