#include "db/tlsprobe.h"

#include "db/words.h"

#include <QDateTime>
#include <QLocale>
#include <QtEndian>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <poll.h>
#include <sys/socket.h>

namespace gatehouse::db {

namespace {

template <auto release>
struct Free
{
    template <typename T>
    void operator()(T *object) const
    {
        release(object);
    }
};
using Context = std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Free<SSL_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;

Error trouble(const QString &text, const QString &detail = {}, bool retryable = false)
{
    Error error{Error::Kind::Connection, text, detail};
    error.retryable = retryable;
    return error;
}

QString openSslWords()
{
    char words[256] = "";
    const unsigned long code = ERR_get_error();
    if (code != 0)
        ERR_error_string_n(code, words, sizeof words);
    return QString::fromLatin1(words);
}

QString commonName(const X509_NAME *name)
{
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    if (at < 0)
        return {};
    unsigned char *utf8 = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    const QString text =
        size < 0 ? QString() : QString::fromUtf8(reinterpret_cast<char *>(utf8), size);
    OPENSSL_free(utf8);
    return text;
}

QStringList namesOf(X509 *certificate)
{
    QStringList all;
    const Names names(static_cast<GENERAL_NAMES *>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS)
            all << QString::fromUtf8(
                reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                ASN1_STRING_length(name->d.dNSName));
        else if (name->type == GEN_IPADD && ASN1_STRING_length(name->d.iPAddress) == 4)
            all << QHostAddress(qFromBigEndian<quint32>(ASN1_STRING_get0_data(name->d.iPAddress)))
                       .toString();
        else if (name->type == GEN_IPADD && ASN1_STRING_length(name->d.iPAddress) == 16)
            all << QHostAddress(ASN1_STRING_get0_data(name->d.iPAddress)).toString();
    }
    if (all.isEmpty())
        all << commonName(X509_get_subject_name(certificate));
    return all;
}

QDateTime timeOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return QDateTime(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
        QTime(parts.tm_hour, parts.tm_min, parts.tm_sec), Qt::UTC);
}

QString shown(const QDateTime &time)
{
    return QLocale().toString(time.date(), QLocale::ShortFormat);
}

class Probe
{
public:
    Probe(const Reached &reached, const ConnInfo &info, int timeoutMs, const CancelToken &token)
        : m_reached(reached), m_info(info), m_deadline(deadlineIn(timeoutMs)), m_token(token)
    {
    }

    Result<TlsFacts> run()
    {
        auto answer = ask();
        if (!answer)
            return answer.error();
        if (answer.value() == 'S')
            return handshake();
        if (answer.value() != 'N')
            return trouble(Words::tr("Something answers at %1, but it does not speak PostgreSQL's "
                                     "protocol. Check the port.")
                               .arg(m_reached.endpoint.label()));
        if (m_info.tls >= TlsMode::Require)
            return trouble(
                Words::tr("The server offers no TLS, but sslmode=%1 asks for it. Switch ssl on "
                          "in its postgresql.conf, use an SSH tunnel, or choose a weaker mode "
                          "on purpose.")
                    .arg(tlsName(m_info.tls)));
        return TlsFacts{};
    }

private:
    int fd() const { return m_reached.socket.fd(); }

    Error stopped(Wait wait) const
    {
        if (wait == Wait::Cancelled)
            return cancelled();
        return trouble(
            Words::tr("%1 accepts connections but does not answer. It hangs, is overloaded, or "
                      "is no PostgreSQL server.")
                .arg(m_reached.endpoint.label()),
            {}, true);
    }

    Result<char> ask()
    {
        static constexpr unsigned char kSslRequest[] = {0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
        char answer = 0;
        if (::send(fd(), kSslRequest, sizeof kSslRequest, MSG_NOSIGNAL) == sizeof kSslRequest) {
            if (const Wait wait = waitFor(fd(), POLLIN, m_deadline, m_token); wait != Wait::Ready)
                return stopped(wait);
            if (::recv(fd(), &answer, 1, 0) == 1)
                return answer;
        }
        return trouble(
            Words::tr("%1 accepts connections and closes them at once. A tunnel or proxy may "
                      "stand there without a server behind it.")
                .arg(m_reached.endpoint.label()),
            {}, true);
    }

    Result<> trust(SSL_CTX *context) const
    {
        const QString roots = m_info.trustedRoots();
        if (roots == u"system"_s) {
            SSL_CTX_set_default_verify_paths(context);
            return Done{};
        }
        if (roots.isEmpty()
            || SSL_CTX_load_verify_file(context, roots.toLocal8Bit().constData()) != 1)
            return trouble(
                Words::tr("The root certificates cannot be read, so the server cannot be "
                          "checked. Name a readable file in the connection."),
                roots);
        return Done{};
    }

    Result<TlsFacts> handshake()
    {
        const Context context(SSL_CTX_new(TLS_client_method()));
        SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
        if (m_info.tls >= TlsMode::VerifyCa)
            if (auto done = trust(context.get()); !done)
                return done.error();
        const Session session(SSL_new(context.get()));
        SSL_set_verify(session.get(), SSL_VERIFY_NONE, nullptr); // we judge, to say exactly why not
        SSL_set_fd(session.get(), fd());
        QHostAddress number;
        const QByteArray host = m_reached.endpoint.host.toUtf8();
        if (!host.isEmpty() && !number.setAddress(m_reached.endpoint.host))
            SSL_set_tlsext_host_name(session.get(), host.constData());
        for (int result = SSL_connect(session.get()); result != 1;
             result = SSL_connect(session.get())) {
            const int why = SSL_get_error(session.get(), result);
            if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
                return trouble(
                    Words::tr("The server and this computer find no common TLS. It may be too "
                              "old (before TLS 1.2), or refuse connections without a client "
                              "certificate."),
                    openSslWords());
            const short events = why == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
            if (const Wait wait = waitFor(fd(), events, m_deadline, m_token); wait != Wait::Ready)
                return stopped(wait);
        }
        auto facts = judge(session.get());
        SSL_shutdown(session.get());
        return facts;
    }

    Result<TlsFacts> judge(SSL *session) const
    {
        TlsFacts facts;
        facts.offered = true;
        facts.protocol = QString::fromLatin1(SSL_get_version(session));
        X509 *certificate = SSL_get0_peer_certificate(session);
        if (!certificate)
            return facts;
        facts.subject = namesOf(certificate).value(0);
        facts.until = timeOf(X509_get0_notAfter(certificate));
        facts.checked = m_info.tls >= TlsMode::VerifyCa;
        if (!facts.checked)
            return facts;
        if (const long verdict = SSL_get_verify_result(session); verdict != X509_V_OK)
            return notTrusted(verdict, certificate);
        if (m_info.tls == TlsMode::VerifyFull && !namesHost(certificate))
            return trouble(
                Words::tr("The certificate is for %1, not for %2. Connect by a name that it "
                          "holds, or ask for a certificate with this one.")
                    .arg(namesOf(certificate).join(u", "_s), m_reached.endpoint.host));
        return facts;
    }

    bool namesHost(X509 *certificate) const
    {
        const QByteArray host = m_reached.endpoint.host.toUtf8();
        QHostAddress number;
        return number.setAddress(m_reached.endpoint.host)
            ? X509_check_ip_asc(certificate, host.constData(), 0) == 1
            : X509_check_host(certificate, host.constData(), size_t(host.size()), 0, nullptr) == 1;
    }

    Error notTrusted(long verdict, X509 *certificate) const
    {
        const QString words = QString::fromLatin1(X509_verify_cert_error_string(verdict));
        if (verdict == X509_V_ERR_CERT_HAS_EXPIRED)
            return trouble(
                Words::tr("The server's certificate expired on %1. Its administrator has to "
                          "renew it.")
                    .arg(shown(timeOf(X509_get0_notAfter(certificate)))),
                words);
        if (verdict == X509_V_ERR_CERT_NOT_YET_VALID)
            return trouble(
                Words::tr("The server's certificate is valid only from %1. Check the clocks of "
                          "both computers.")
                    .arg(shown(timeOf(X509_get0_notBefore(certificate)))),
                words);
        return trouble(
            Words::tr("The server's certificate is signed by %1, which this computer does not "
                      "know. Name that authority's root certificate in the connection; get the "
                      "file from whoever runs the server.")
                .arg(commonName(X509_get_issuer_name(certificate))),
            words);
    }

    const Reached &m_reached;
    const ConnInfo &m_info;
    qint64 m_deadline;
    const CancelToken &m_token;
};
} // namespace

Result<TlsFacts> probeTls(
    const Reached &reached, const ConnInfo &info, int timeoutMs, const CancelToken &token)
{
    ERR_clear_error();
    return Probe(reached, info, timeoutMs, token).run();
}

} // namespace gatehouse::db
