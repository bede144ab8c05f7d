#include "ui/trail/changegate.h"

#include "base/deliver.h"
#include "ui/frame/unlockdialog.h"
#include "ui/trail/traildialog.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/workspace.h"

#include <QPointer>

namespace gatehouse::ui {

namespace {

QString settingsId(const Workspace &workspace)
{
    const db::Profile &profile = workspace.profile();
    return profile.id.isEmpty() ? profile.info.label() : profile.id;
}

} // namespace

Target targetOf(const Workspace &workspace)
{
    const db::Profile &profile = workspace.profile();
    return {profile.environment, profile.name, profile.info.label()};
}

ChangeGate::ChangeGate(Workspace &workspace, QObject *parent)
    : QObject(parent), m_workspace(workspace)
{
    connect(&workspace, &Workspace::recognised, this, [this] { m_known = false; });
}

trail::Policy ChangeGate::policy() const
{
    return trail::policyOf(m_workspace.settings(), settingsId(m_workspace));
}

trail::Actor ChangeGate::actor() const
{
    const db::Profile &profile = m_workspace.profile();
    return trail::thisProcess(QStringLiteral("gatehouse " GATEHOUSE_VERSION),
        profile.name + QStringLiteral(", ") + profile.info.label());
}

void ChangeGate::pass(QWidget *over, std::function<void()> go)
{
    passLock(over, [this, over = QPointer<QWidget>(over), go = std::move(go)] {
        if (over)
            passTrail(over, go);
    });
}

void ChangeGate::passLock(QWidget *over, std::function<void()> go)
{
    if (m_workspace.link().isUnlocked()) {
        go();
        return;
    }
    QDialog *dialog = makeUnlockDialog(m_workspace.profile(), over);
    connect(dialog, &QDialog::accepted, this, [this, go = std::move(go)] {
        m_workspace.link().unlock();
        go();
    });
    dialog->open();
}

void ChangeGate::passTrail(QWidget *over, std::function<void()> go)
{
    if (m_known || policy() == trail::Policy::Optional) {
        go();
        return;
    }
    deliver(m_workspace.link().interactive().run(trail::status), this,
        [this, over = QPointer<QWidget>(over), go = std::move(go)](
            const Result<trail::Status> &status) {
            if (!over)
                return;
            if (!status) {
                Q_EMIT failed(status.error());
                return;
            }
            if (status.value().state == trail::State::Ready) {
                m_known = true;
                go();
                return;
            }
            auto *dialog = new TrailDialog(m_workspace, *this, settingsId(m_workspace), over);
            connect(dialog, &QDialog::accepted, this, go);
            dialog->open();
        });
}

QDialog *ChangeGate::openTrailDialog(QWidget *over)
{
    auto *dialog = new TrailDialog(m_workspace, *this, settingsId(m_workspace), over);
    dialog->setManaging();
    connect(dialog, &QDialog::finished, this, [this] { m_known = false; });
    dialog->open();
    return dialog;
}

} // namespace gatehouse::ui
