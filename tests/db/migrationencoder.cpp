// Values of every kind through the encoder into a real PostgreSQL, and what becomes of dirty ones.
#include "migration/encoder.h"
#include "support/testcluster.h"

#include <cmath>
#include <limits>

using namespace gatehouse;
using namespace gatehouse::migration;

namespace {

// A cell that owns its bytes.
struct Value
{
    Cell::Kind kind = Cell::Kind::Null;
    qint64 integer = 0;
    double real = 0;
    QByteArray bytes{};
    Cell cell() const
    {
        return {kind, integer, real, {bytes.constData(), size_t(bytes.size())}};
    }
};

Value text(const char *bytes) { return {Cell::Kind::Text, 0, 0, bytes}; }
Value text(const QByteArray &bytes) { return {Cell::Kind::Text, 0, 0, bytes}; }
Value whole(qint64 value) { return {Cell::Kind::Integer, value}; }
Value real(double value) { return {Cell::Kind::Real, 0, value}; }
Value blob(const QByteArray &bytes) { return {Cell::Kind::Bytes, 0, 0, bytes}; }
Value json(const char *bytes) { return {Cell::Kind::Json, 0, 0, bytes}; }
Value decimal(const char *bytes) { return {Cell::Kind::Decimal, 0, 0, bytes}; }

} // namespace
Q_DECLARE_METATYPE(Value)

class MigrationEncoderTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_server;
    std::unique_ptr<db::Session> m_session;

    static Result<std::unique_ptr<Encoder>> encoderFor(
        const QString &type, const QString &convert, const QString &zone, const QString &bad)
    {
        TableRule rule{u"s"_s, u"t"_s, {}};
        ColumnRule column{{u"v"_s}, u"v"_s, type};
        column.convert = convert.isEmpty() ? QStringList() : convert.split(u' ');
        column.zone = zone;
        if (bad == u"null"_s)
            column.onBad = OnBad::Null;
        rule.columns.push_back(column);
        return Encoder::make(rule, {{u"v"_s, type, false}}, {u"v"_s}, QUuid());
    }

    // The row as the server prints it after a binary COPY, and the server's own print of it back.
    QString throughServer(const Encoder &encoder, const ByteBuffer &row, const QString &type)
    {
        const QByteArray header("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", 19);
        auto shown = test::run(*m_session, [&](db::Sql &sql) -> Result<QString> {
            if (auto made = sql.script(u"DROP TABLE IF EXISTS t; CREATE TABLE t (v "_s + type + u')');
                !made)
                return made.error();
            std::vector<QByteArray> chunks{QByteArray("\xff\xff", 2),
                QByteArray(row.view().data(), qsizetype(row.size())), header};
            auto copied = sql.copyIn(u"COPY t FROM STDIN (FORMAT binary)"_s,
                [&]() -> Result<QByteArray> {
                    if (chunks.empty())
                        return QByteArray();
                    const QByteArray chunk = chunks.back();
                    chunks.pop_back();
                    return chunk;
                });
            if (!copied)
                return copied.error();
            QByteArray back;
            auto read = sql.copyOut(u"COPY t TO STDOUT (FORMAT binary)"_s,
                [&back](QByteArrayView chunk) {
                    back += chunk;
                    return true;
                });
            if (!read)
                return read.error();
            ByteBuffer again;
            again.append({back.constData() + header.size(), size_t(back.size() - header.size() - 2)});
            std::vector<proof::Hash> sent, stored;
            encoder.hashes(row.view(), sent);
            encoder.hashes(again.view(), stored);
            if (sent != stored)
                return QString(u"another hash"_s);
            return sql.fetchOne<QString>(u"SELECT coalesce(v::text, 'NULL') FROM t"_s);
        });
        return shown ? shown.value() : u"error: "_s + shown.error().text + shown.error().detail;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_server = std::make_unique<test::TestCluster>();
        QVERIFY2(m_server->isUp(), m_server->trouble().constData());
        m_session = m_server->open();
    }

    void valuesArrive_data()
    {
        QTest::addColumn<Value>("value");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("convert");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("expected"); // as the server prints it, or !reason
        const auto add = [](const char *name, const Value &value, const char *type,
                             const QString &expected, const char *convert = "",
                             const char *zone = "") {
            QTest::addRow("%s", name) << value << QString::fromLatin1(type)
                                      << QString::fromLatin1(convert) << QString::fromLatin1(zone)
                                      << expected;
        };
        const QByteArray surrogate("a\xED\xA0\x80", 4), cut("ab\xff\xfe"), nul("a\0b", 3);
        add("text", text("안녕 📊\ttab\nline \\ "), "text", u"안녕 📊\ttab\nline \\ "_s);
        add("empty text", text(""), "text", u""_s);
        add("null", Value{}, "text", u"NULL"_s);
        add("missing", Value{Cell::Kind::Missing}, "integer", u"NULL"_s);
        add("integer in text", whole(-7), "text", u"-7"_s);
        add("real in text", real(0.1), "text", u"0.1"_s);
        add("bytes in text", blob("abc"), "text", u"!wrong-kind"_s);
        add("bytes as text", blob("abc"), "text", u"abc"_s, "bytes-as-text");
        add("invalid utf-8", text(cut), "text", u"!not-utf8"_s);
        add("lone surrogate", text(surrogate), "text", u"!not-utf8"_s);
        add("overlong", text("\xC0\xAF"), "text", u"!not-utf8"_s);
        add("beyond unicode", text("\xF5\x80\x80\x80"), "text", u"!not-utf8"_s);
        add("cut character", text("ab\xE2\x82"), "text", u"!not-utf8"_s);
        add("invalid replaced", text(cut), "text", u"ab\uFFFD\uFFFD"_s, "replace-invalid");
        add("nul", text(nul), "text", u"!nul"_s);
        add("nul stripped", text(nul), "text", u"ab"_s, "strip-nul");
        add("fits by characters", text("äöü"), "character varying(3)", u"äöü"_s);
        add("too long", text("äöüx"), "character varying(3)", u"!too-long"_s);
        add("cut", text("äöüx"), "character varying(3)", u"äöü"_s, "truncate:3");
        add("char is padded", text("ab"), "character(4)", u"ab"_s);
        add("trim and lower", text("  A@B.C "), "text", u"a@b.c"_s, "trim lower");
        add("empty as null", text(""), "integer", u"NULL"_s, "empty-null");
        add("object id in text", Value{Cell::Kind::ObjectId, 0, 0, "\x50\x7f\x1f\x77\xbc\xf8\x6c\xd7\x99\x43\x90\x11"},
            "text", u"507f1f77bcf86cd799439011"_s);

        add("smallest int8", whole(std::numeric_limits<qint64>::min()), "bigint", u"-9223372036854775808"_s);
        add("largest int8", whole(std::numeric_limits<qint64>::max()), "bigint", u"9223372036854775807"_s);
        add("beyond int8", real(9.3e18), "bigint", u"!out-of-range"_s);
        add("beyond int4", whole(2147483648), "integer", u"!out-of-range"_s);
        add("beyond int2", whole(-32769), "smallint", u"!out-of-range"_s);
        add("n/a in integer", text("n/a"), "integer", u"!not-a-number"_s);
        add("empty in integer", text(""), "integer", u"!not-a-number"_s);
        add("text in integer", text("+12"), "integer", u"12"_s);
        add("fraction", real(3.75), "integer", u"!not-whole"_s);
        add("fraction rounded", real(3.75), "integer", u"4"_s, "round");
        add("whole real", real(3), "integer", u"3"_s);
        add("nan in integer", real(std::nan("")), "integer", u"!not-a-number"_s);
        add("sixteen digits", real(0.1234567890123456), "double precision", u"0.1234567890123456"_s);
        add("infinity", real(INFINITY), "double precision", u"Infinity"_s);
        add("nan text", text("NaN"), "double precision", u"NaN"_s);
        add("negative zero", real(-0.0), "double precision", u"-0"_s);
        add("not exact in float8", whole(9007199254740993), "double precision", u"!out-of-range"_s);
        add("float4", real(0.1), "real", u"0.1"_s);
        add("float4 loses", real(0.1234567890123), "real", u"!not-whole"_s);
        add("float4 too large", real(1e39), "real", u"!out-of-range"_s);
        add("numeric", text("-12345678901234567890.0010"), "numeric", u"-12345678901234567890.0010"_s);
        add("small numeric", decimal("0.00000012"), "numeric", u"0.00000012"_s);
        add("numeric exponent", decimal("1.5e3"), "numeric", u"1500"_s);
        add("numeric zero", text("0.000"), "numeric", u"0.000"_s);
        add("numeric scale", real(19.9), "numeric(10,2)", u"19.90"_s);
        add("numeric 10000", whole(10000), "numeric", u"10000"_s);
        add("numeric 0.0001", text("0.0001"), "numeric", u"0.0001"_s);
        add("numeric too precise", text("19.999"), "numeric(10,2)", u"!not-whole"_s);
        add("numeric too large", text("123456789"), "numeric(10,2)", u"!out-of-range"_s);
        add("numeric words", text("1,5"), "numeric", u"!not-a-number"_s);
        add("numeric nan", text("NaN"), "numeric", u"NaN"_s);

        add("bool 1", whole(1), "boolean", u"true"_s);
        add("bool text", text("False"), "boolean", u"false"_s);
        add("bool 2", whole(2), "boolean", u"!not-bool"_s);
        add("bool 2 converted", whole(2), "boolean", u"true"_s, "bool");
        add("bool word", text("maybe"), "boolean", u"!not-bool"_s);
        add("uuid", text("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"), "uuid", u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s);
        add("uuid hex", text("a0eebc999c0b4ef8bb6d6bb9bd380a11"), "uuid", u"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"_s);
        add("not a uuid", text("a0eebc99"), "uuid", u"!not-uuid"_s);
        add("uuid5", text("507f1f77bcf86cd799439011"), "uuid", QUuid::createUuidV5(QUuid(), u"users/507f1f77bcf86cd799439011"_s).toString(QUuid::WithoutBraces), "uuid5:users");
        add("bytea", blob(QByteArray("\0\xff", 2)), "bytea", u"\\x00ff"_s);

        add("json", text("{\"b\": 1.10, \"a\": [true, null, \"\\u00e9\\\"\"], \"b\": 2e2}"), "jsonb", u"{\"a\": [true, null, \"é\\\"\"], \"b\": 200}"_s);
        add("json numbers", text("[0.10, -0, 1E+2, 12345678901234567890.12]"), "jsonb", u"[0.10, 0, 100, 12345678901234567890.12]"_s);
        add("json surrogates", text("\"\\ud83d\\udcca\""), "jsonb", u"\"📊\""_s);
        add("nested json", text("{\"a\":{\"x\":[],\"y\":{}},\"b\":[[1],[2]]}"), "jsonb", u"{\"a\": {\"x\": [], \"y\": {}}, \"b\": [[1], [2]]}"_s);
        add("json as written", text("{\"b\":1,  \"a\":\"\\u0000\"}"), "json", u"{\"b\":1,  \"a\":\"\\u0000\"}"_s);
        add("json from a number", whole(5), "jsonb", u"5"_s);
        add("document", json("{\"a\": 1}"), "jsonb", u"{\"a\": 1}"_s);
        add("json cut", text("{\"a\": "), "jsonb", u"!not-json"_s);
        add("json empty", text(""), "jsonb", u"!not-json"_s);
        add("json nan", text("{\"a\": NaN}"), "jsonb", u"!not-json"_s);
        add("json single quotes", text("{'a': 1}"), "jsonb", u"!not-json"_s);
        add("json trailing comma", text("[1,]"), "jsonb", u"!not-json"_s);
        add("json leading zero", text("[01]"), "jsonb", u"!not-json"_s);
        add("json control", text("\"a\nb\""), "jsonb", u"!not-json"_s);
        add("json lone surrogate", text("\"\\ud83d\""), "jsonb", u"!not-json"_s);
        add("json nul escape", text("{\"a\":\"x\\u0000y\"}"), "jsonb", u"!json-nul"_s);
        add("json nul stripped", text("{\"a\":\"x\\u0000y\\\\u0000\"}"), "jsonb", u"{\"a\": \"xy\\\\u0000\"}"_s, "json-strip-nul");
        add("json not utf-8", text("\"\xff\""), "jsonb", u"!not-utf8"_s);
        add("json huge number", text("1e200000"), "jsonb", u"!not-json"_s);
        add("json too deep", text(QByteArray(1001, '[') + QByteArray(1001, ']')), "jsonb", u"!json-too-deep"_s);
        add("text as json", text("hello \"you\""), "jsonb", u"\"hello \\\"you\\\"\""_s, "json-wrap");
        add("member", text("x"), "jsonb", u"{\"old\": \"x\"}"_s, "json-member:old");

        add("zoned", text("2026-03-09T14:00:00.5+09:00"), "timestamp with time zone", u"2026-03-09 05:00:00.5+00"_s);
        add("zulu", text("2026-03-09T14:00:00Z"), "timestamp with time zone", u"2026-03-09 14:00:00+00"_s);
        add("naive without a zone", text("2026-03-09 14:00:00"), "timestamp with time zone", u"!no-zone"_s);
        add("naive in Seoul", text("2026-03-09 14:00:00"), "timestamp with time zone", u"2026-03-09 05:00:00+00"_s, "", "Asia/Seoul");
        add("naive with an offset", text("2026-03-09 14:00:00"), "timestamp with time zone", u"2026-03-09 16:00:00+00"_s, "", "-02:00");
        add("summer", text("2026-07-01 12:00"), "timestamp with time zone", u"2026-07-01 10:00:00+00"_s, "", "Europe/Berlin");
        add("twice", text("2026-10-25 02:30"), "timestamp with time zone", u"2026-10-25 01:30:00+00"_s, "", "Europe/Berlin");
        add("never", text("2026-03-29 02:30"), "timestamp with time zone", u"2026-03-29 01:30:00+00"_s, "", "Europe/Berlin");
        add("naive in naive", text("2026-02-05T15:17:45.407069"), "timestamp without time zone", u"2026-02-05 15:17:45.407069"_s);
        add("zoned in naive", text("2026-03-09T14:00:00+09:00"), "timestamp without time zone", u"2026-03-09 05:00:00"_s);
        add("epoch", whole(1735787045), "timestamp with time zone", u"2025-01-02 03:04:05+00"_s, "epoch-s");
        add("epoch real", real(1735787045.25), "timestamp with time zone", u"2025-01-02 03:04:05.25+00"_s, "epoch-s");
        add("epoch ms", whole(1735787045123), "timestamp with time zone", u"2025-01-02 03:04:05.123+00"_s, "epoch-ms");
        add("epoch us", whole(1735787045123456), "timestamp with time zone", u"2025-01-02 03:04:05.123456+00"_s, "epoch-us");
        add("epoch ns", whole(1735787045123456789), "timestamp with time zone", u"2025-01-02 03:04:05.123457+00"_s, "epoch-ns");
        add("epoch text", text("1735787045"), "timestamp with time zone", u"2025-01-02 03:04:05+00"_s, "epoch-s");
        add("epoch before 1970", whole(-1), "timestamp with time zone", u"1969-12-31 23:59:59+00"_s, "epoch-s");
        add("epoch overflow", whole(std::numeric_limits<qint64>::max()), "timestamp with time zone", u"!out-of-range"_s, "epoch-s");
        add("epoch not said", whole(1735787045), "timestamp with time zone", u"!not-a-time"_s);
        add("year as a number", whole(2025), "timestamp with time zone", u"!not-a-time"_s);
        add("dmy", text("02/01/2025 03:04"), "timestamp with time zone", u"2025-01-02 03:04:00+00"_s, "dmy", "UTC");
        add("mdy", text("02/01/2025 03:04"), "timestamp with time zone", u"2025-02-01 03:04:00+00"_s, "mdy", "UTC");
        add("order not said", text("02/01/2025 03:04"), "timestamp with time zone", u"!not-a-time"_s, "", "UTC");
        add("dmy beyond", text("31/02/2025"), "timestamp with time zone", u"!no-such-date"_s, "dmy", "UTC");
        add("no such day", text("2025-02-30"), "timestamp with time zone", u"!no-such-date"_s, "", "UTC");
        add("yesterday-ish", text("yesterday-ish"), "timestamp with time zone", u"!not-a-time"_s, "", "UTC");
        add("empty time", text(""), "timestamp with time zone", u"!not-a-time"_s, "", "UTC");
        add("bson time", Value{Cell::Kind::Time, 1735787045000000}, "timestamp with time zone", u"2025-01-02 03:04:05+00"_s);
        add("date", text("2024-02-29"), "date", u"2024-02-29"_s);
        add("old date", text("0001-01-01"), "date", u"0001-01-01"_s);
        add("date with a time", text("2024-02-29T12:00:00"), "date", u"!not-a-time"_s);
        add("seconds only", text("2026-03-09T14:00:00.5Z"), "timestamp(0) without time zone", u"!not-whole"_s);

        add("array", json("[0.5, null, -1]"), "real[]", u"{0.5,NULL,-1}"_s);
        add("empty array", json("[]"), "character varying[]", u"{}"_s);
        add("texts", json("[\"a\", \"b,c\"]"), "text[]", u"{a,\"b,c\"}"_s);
        add("no array", json("{}"), "text[]", u"!not-json"_s);
        add("bad element", json("[1, \"x\"]"), "integer[]", u"!not-a-number"_s);
    }
    void valuesArrive()
    {
        QFETCH(Value, value);
        QFETCH(QString, type);
        QFETCH(QString, convert);
        QFETCH(QString, zone);
        QFETCH(QString, expected);
        auto encoder = encoderFor(type, convert, zone, {});
        QVERIFY2(bool(encoder), encoder ? "" : qPrintable(encoder.error().text));
        ByteBuffer out;
        const Cell cell = value.cell();
        const RowTrouble trouble = encoder.value()->encode({&cell, 1}, out);
        if (trouble.bad != Bad::None) {
            QCOMPARE(u'!' + QLatin1StringView(badId(trouble.bad)), expected);
            QCOMPARE(out.size(), size_t(0));
            QVERIFY(!badSentence(trouble.bad).isEmpty());
            return;
        }
        QCOMPARE(throughServer(*encoder.value(), out, type), expected);
    }

    void rulesForBadValues()
    {
        auto encoder = encoderFor(u"integer"_s, {}, {}, u"null"_s);
        ByteBuffer out;
        const Value value = text("n/a");
        const Cell cell = value.cell();
        QVERIFY(encoder.value()->encode({&cell, 1}, out).bad == Bad::None);
        QCOMPARE(throughServer(*encoder.value(), out, u"integer"_s), u"NULL"_s);
        QCOMPARE(encoder.value()->replaced(), 1);
    }

    void whatHasNoRuleIsKept()
    {
        TableRule rule{u"s"_s, u"t"_s, {{{u"a"_s}, u"a"_s, {}}}};
        rule.extra = u"v"_s;
        rule.leave = QStringList{u"secret"_s};
        auto encoder = Encoder::make(rule, {{u"a"_s, u"text"_s, true}, {u"v"_s, u"jsonb"_s, false}},
            {u"a"_s, u"b.c"_s, u"secret"_s, u"d"_s, u"e"_s}, QUuid());
        QVERIFY(bool(encoder));
        const Value a = text("x"), b = text("y\"\n"), d = json("[1]");
        const std::vector<Cell> cells{a.cell(), b.cell(), a.cell(), d.cell(),
            Cell{Cell::Kind::Missing}};
        ByteBuffer out;
        QVERIFY(encoder.value()->encode(cells, out).bad == Bad::None);
        QVERIFY(out.view().find("{\"b.c\": \"y\\\"\\u000a\", \"d\": [1]}") != std::string_view::npos);
        const std::vector<Cell> none(5);
        QVERIFY(encoder.value()->encode(none, out).bad == Bad::NotNull);
    }

    void sumsDoNotDependOnOrder()
    {
        proof::Hash forward, backward;
        for (quint64 i = 0; i < 1000; ++i)
            forward += proof::hashBytes(std::to_string(i), 1);
        for (quint64 i = 1000; i-- > 0;)
            backward += proof::hashBytes(std::to_string(i), 1);
        QCOMPARE(forward.hex(), backward.hex());
        backward += proof::hashBytes("", 1);
        QVERIFY(forward != backward);
        QVERIFY(proof::hashNull(1) != proof::hashCell(1, proof::Form::Bytes, ""));
        QVERIFY(proof::hashNull(1) != proof::hashNull(2));
    }
};

QTEST_GUILESS_MAIN(MigrationEncoderTest)
#include "migrationencoder.moc"
