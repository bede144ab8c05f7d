#include "ui/tour/startlooks.h"

#include "ui/frame/desk.h"
#include "ui/frame/mainwindow.h"
#include "ui/start/founddialog.h"
#include "ui/start/passworddialog.h"
#include "ui/start/profiledialog.h"
#include "ui/words.h"

#include <QDialog>
#include <QPointer>
#include <QTabWidget>

namespace gatehouse::ui {

namespace {

constexpr int kTabs = 4;

db::Profile sample(const QString &name, const QString &group, db::Environment environment,
    const QString &host, db::TlsMode tls, int hoursAgo)
{
    db::ConnInfo info;
    info.host = host;
    info.port = u"5432"_s;
    info.user = u"gateway"_s;
    info.database = u"ollama_api"_s;
    info.tls = tls;
    db::Profile profile = db::newProfile(name, info);
    profile.group = group;
    profile.environment = environment;
    profile.lastUsed = QDateTime::currentDateTimeUtc().addSecs(-3600 * hoursAgo);
    return profile;
}

std::vector<db::Profile> samples()
{
    using db::Environment;
    using db::TlsMode;
    const QString team = u"Gateways"_s, own = u"Own machine"_s;
    std::vector<db::Profile> all{
        sample(u"orders-api"_s, team, Environment::Production, u"db1.example.com"_s,
            TlsMode::VerifyFull, 2),
        sample(u"orders-api, rehearsal"_s, team, Environment::Staging, u"db2.example.com"_s,
            TlsMode::Require, 30),
        sample(u"nightly tests"_s, team, Environment::Test, u"10.0.0.7"_s, TlsMode::VerifyFull, 80),
        sample(u"a connection with a rather long name, as people give them"_s, own,
            Environment::Development, u"/var/run/postgresql"_s, TlsMode::Prefer, 500),
        sample(u"scratch"_s, own, Environment::Development, u"localhost"_s, TlsMode::Prefer, 2000),
    };
    all[1].tunnel.target = u"ada@bastion.example.com"_s;
    return all;
}

db::SharedFoundFile foundFile()
{
    db::FoundFile file;
    auto found = db::findConnections(u".env"_s,
        "DATABASE_URL=postgresql+asyncpg://gateway@db1.example.com/ollama_api\n"
        "RAG_DATABASE_URL=postgresql://rag@db2.example.com/flux_rag?sslmode=disable\n"
        "MONGODB_URL=mongodb://db3.example.com/onelastai\n",
        &file.notes);
    if (found)
        file.found = std::move(found).value();
    return std::make_shared<const db::FoundFile>(std::move(file));
}

struct Set
{
    Desk &desk;
    std::function<MainWindow *()> window;
    std::function<QImage(QDialog *)> picture;
    QPointer<QDialog> dialog{};

    db::Profile profile() const { return desk.connections().recent().front(); }
};

TourLook look(const std::shared_ptr<Set> &set, const QString &name, std::function<QDialog *()> make)
{
    return {name,
        [set, make = std::move(make)] {
            set->dialog = make();
            if (set->dialog) {
                set->dialog->setAttribute(Qt::WA_DeleteOnClose);
                set->dialog->open();
            }
            return QString();
        },
        [] { return true; }, [set] { return set->picture(set->dialog); },
        [set] {
            if (set->dialog)
                set->dialog->reject();
        }};
}

} // namespace

std::vector<TourLook> startLooks(
    Desk &desk, std::function<MainWindow *()> window, std::function<QImage(QDialog *)> picture)
{
    const auto set = std::make_shared<Set>(Set{desk, std::move(window), std::move(picture)});
    std::vector<TourLook> looks;
    looks.push_back(look(set, u"start-connections"_s, [set]() -> QDialog * {
        set->desk.connections().add(samples());
        return nullptr;
    }));
    for (int tab = 0; tab < kTabs; ++tab) {
        looks.push_back(look(set, u"start-connection-%1"_s.arg(tab + 1), [set, tab]() -> QDialog * {
            auto *dialog =
                new ProfileDialog(set->desk.connections(), set->profile(), {}, set->window());
            dialog->findChild<QTabWidget *>(u"profileTabs"_s)->setCurrentIndex(tab);
            return dialog;
        }));
    }
    looks.push_back(look(set, u"start-password"_s, [set]() -> QDialog * {
        const Error why{Error::Kind::Connection,
            Words::tr("The server did not accept the password of gateway.")};
        return new PasswordDialog(set->desk.connections(), set->profile(), why, set->window());
    }));
    looks.push_back(look(set, u"start-found"_s,
        [set]() -> QDialog * { return new FoundDialog(u".env"_s, foundFile(), set->window()); }));
    return looks;
}

} // namespace gatehouse::ui
