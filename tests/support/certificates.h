// A certificate authority and server certificates of a test, made by the openssl program.
#pragma once

#include "base/process.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <unistd.h>

namespace gatehouse {

class Certificates
{
public:
    explicit Certificates(const QString &dir) : m_dir(dir) { QDir().mkpath(dir); }

    QString path(const QString &name) const { return m_dir + u'/' + name; }

    bool makeAuthority(const QString &name)
    {
        return openssl({u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
            u"ec_paramgen_curve:P-256"_s, u"-nodes"_s, u"-days"_s, u"30"_s, u"-subj"_s,
            u"/CN="_s + name, u"-keyout"_s, path(u"ca.key"_s), u"-out"_s, path(u"ca.crt"_s)});
    }

    // names: "DNS:localhost,IP:127.0.0.1". The key is readable by the server's user only.
    bool makeServer(const QString &names, int days = 30)
    {
        QFile extensions(path(u"server.ext"_s));
        if (!extensions.open(QIODevice::WriteOnly))
            return false;
        extensions.write("subjectAltName=" + names.toUtf8() + "\n");
        extensions.close();
        const bool made =
            openssl({u"req"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s,
                u"-nodes"_s, u"-subj"_s, u"/CN=server"_s, u"-keyout"_s, path(u"server.key"_s),
                u"-out"_s, path(u"server.csr"_s)})
            && openssl({u"x509"_s, u"-req"_s, u"-in"_s, path(u"server.csr"_s), u"-CA"_s,
                path(u"ca.crt"_s), u"-CAkey"_s, path(u"ca.key"_s), u"-CAcreateserial"_s, u"-days"_s,
                QString::number(days), u"-extfile"_s, path(u"server.ext"_s), u"-out"_s,
                path(u"server.crt"_s)});
        return made && giveToServer(path(u"server.key"_s)) && giveToServer(path(u"server.crt"_s));
    }

private:
    static bool openssl(const QStringList &arguments)
    {
        const QString program = QStandardPaths::findExecutable(u"openssl"_s);
        const auto ran = runCommand({program, arguments});
        if (ran && ran.value().exitCode != 0)
            qWarning("%s", ran.value().err.constData());
        return ran && ran.value().exitCode == 0;
    }

    static bool giveToServer(const QString &file)
    {
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
        const auto user = unprivilegedUser();
        return !isRoot()
            || (user && ::chown(QFile::encodeName(file).constData(), user->uid, user->gid) == 0);
    }

    QString m_dir;
};

} // namespace gatehouse
