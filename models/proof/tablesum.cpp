#include "proof/tablesum.h"

#include <QtEndian>

#include <openssl/evp.h>

namespace gatehouse::proof {

RowSum::RowSum() : m_context(EVP_MD_CTX_new())
{
    EVP_DigestInit_ex(m_context, EVP_sha256(), nullptr);
}

RowSum::~RowSum() { EVP_MD_CTX_free(m_context); }

void RowSum::add(QByteArrayView row)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
    unsigned int size = 0;
    EVP_DigestInit_ex(m_context, nullptr, nullptr); // the same kind again, without a new look-up
    EVP_DigestUpdate(m_context, row.data(), size_t(row.size()));
    EVP_DigestFinal_ex(m_context, digest.data(), &size);
    quint64 carry = 0;
    for (size_t limb = 0; limb < 4; ++limb) {
        const quint64 part = qFromBigEndian<quint64>(digest.data() + 24 - 8 * limb);
        const quint64 once = m_sum[limb] + part;
        const quint64 twice = once + carry;
        carry = quint64(once < part) + quint64(twice < once);
        m_sum[limb] = twice;
    }
    ++m_rows;
}

QByteArray RowSum::hex() const
{
    QByteArray bytes(32, Qt::Uninitialized);
    for (size_t limb = 0; limb < 4; ++limb)
        qToBigEndian(m_sum[limb], bytes.data() + 24 - 8 * limb);
    return bytes.toHex();
}

TableSum added(const TableSum &one, const TableSum &other)
{
    const QByteArray a = QByteArray::fromHex(one.sum), b = QByteArray::fromHex(other.sum);
    QByteArray sum(32, '\0');
    int carry = 0;
    for (qsizetype i = 31; i >= 0; --i) {
        carry += int(uchar(a.size() == 32 ? a[i] : 0)) + int(uchar(b.size() == 32 ? b[i] : 0));
        sum[i] = char(carry & 0xff);
        carry >>= 8;
    }
    return {one.rows + other.rows, sum.toHex(), one.bytes + other.bytes};
}

Result<> beginSums(db::Sql &sql)
{
    for (const auto &[name, value] : std::initializer_list<std::pair<QString, QString>>{
             {u"DateStyle"_s, u"ISO, YMD"_s}, {u"IntervalStyle"_s, u"postgres"_s},
             {u"TimeZone"_s, u"UTC"_s}, {u"extra_float_digits"_s, u"3"_s},
             {u"bytea_output"_s, u"hex"_s}, {u"lc_monetary"_s, u"C"_s}, {u"search_path"_s, {}},
             {u"row_security"_s, u"off"_s}, {u"synchronize_seqscans"_s, u"off"_s},
             {u"idle_in_transaction_session_timeout"_s, u"0"_s}}) {
        if (auto set = sql.execute(u"SELECT set_config($1, $2, true)"_s, db::bind(name, value));
            !set)
            return set.error();
    }
    return Done{};
}

namespace {

QString listed(const QStringList &columns)
{
    QStringList names;
    for (const QString &column : columns)
        names.append(db::Identifier(column).quoted());
    return names.join(u", "_s);
}

// Of what stands between COPY and TO.
Result<TableSum> sumOf(
    db::Sql &sql, const QString &source, const std::function<void(qint64)> &grown)
{
    RowSum sum;
    TableSum result;
    QByteArray rest;
    qint64 told = 0;
    const auto take = [&](QByteArrayView chunk) {
        result.bytes += chunk.size();
        if (grown && result.bytes - told >= 1024 * 1024) {
            grown(result.bytes - told);
            told = result.bytes;
        }
        if (rest.isEmpty() && chunk.endsWith('\n') && chunk.indexOf('\n') == chunk.size() - 1) {
            sum.add(chunk.chopped(1)); // as PostgreSQL sends it: a row a message
            return true;
        }
        rest.append(chunk);
        qsizetype from = 0;
        for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
            sum.add(QByteArrayView(rest).sliced(from, end - from));
            from = end + 1;
        }
        rest.remove(0, from);
        return true;
    };
    // Quoted names only, joined and not filled in: a name may hold "%1".
    auto copied = sql.copyOut(
        db::Statement(QString(u"COPY "_s + source + u" TO STDOUT"_s)), take);
    if (!copied)
        return copied.error();
    if (grown)
        grown(result.bytes - told);
    result.rows = sum.rows();
    result.sum = sum.hex();
    return result;
}

} // namespace

Result<TableSum> tableSum(db::Sql &sql, const db::Identifier &table, const QStringList &columns,
    const std::function<void(qint64)> &grown)
{
    const QString names = listed(columns);
    return sumOf(
        sql, table.quoted() + (names.isEmpty() ? QString() : u" ("_s + names + u')'), grown);
}

Result<TableSum> viewSum(db::Sql &sql, const db::Identifier &view, const QStringList &columns)
{
    return sumOf(
        sql, u"(SELECT "_s + listed(columns) + u" FROM "_s + view.quoted() + u')', {});
}

} // namespace gatehouse::proof
