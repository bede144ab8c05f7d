#include "ui/pages/keyshashplandialog.h"

#include "base/securefile.h"
#include "keys/hashplan.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plaintext.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

KeysHashPlanDialog::KeysHashPlanDialog(const KeysContext &context, QWidget *parent)
    : EnvironmentDialog(tr("Hash plan"), targetOf(*context.workspace), parent), m_context(context)
{
    setObjectName(u"hashPlanDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_banner = new Banner(this);
    m_banner->setDismissable(false);
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(u"hashPlanText"_s);
    m_text->setAccessibleName(tr("Hash plan"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    content()->addWidget(m_banner);
    content()->addWidget(m_text, 1);
    m_copy = makeButton(tr("&Copy"), ButtonKind::Plain, this, u"hashPlanCopy"_s);
    m_save = makeButton(tr("&Save as…"), ButtonKind::Plain, this, u"hashPlanSave"_s);
    auto *close = makeButton(tr("Close"), ButtonKind::Primary, this, u"hashPlanClose"_s);
    for (QPushButton *button : {m_copy, m_save, close})
        buttons()->addWidget(button);
    connect(m_copy, &QPushButton::clicked, this,
        [this] { QApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_save, &QPushButton::clicked, this, &KeysHashPlanDialog::askFileName);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    m_copy->setEnabled(false);
    m_save->setEnabled(false);
    resize(860, 640);
    fetch();
}

void KeysHashPlanDialog::fetch()
{
    m_banner->showMessage(items::Severity::Info, tr("Counting where the plain keys are…"));
    m_job = m_context.workspace->link().openJobSession();
    deliver(m_job->run(
                [engine = m_context.engine](db::Sql &sql) { return keys::hashPlan(sql, engine); }),
        this, [this](const Result<keys::HashPlan> &plan) {
            m_job.reset();
            if (!plan) {
                m_banner->showMessage(items::Severity::Bad, plan.error().text);
                return;
            }
            m_banner->clear();
            m_text->setPlainText(displayLines(plan.value().document()));
            m_copy->setEnabled(true);
            m_save->setEnabled(true);
        });
}

void KeysHashPlanDialog::askFileName()
{
    auto *dialog = new QFileDialog(this, tr("Save the hash plan"));
    dialog->setObjectName(u"hashPlanFile"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"txt"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        auto done = writeSecureFile(path, m_text->toPlainText().toUtf8());
        m_banner->showMessage(done ? items::Severity::Good : items::Severity::Bad,
            done ? tr("Saved.") : done.error().text);
    });
    dialog->open();
}

} // namespace gatehouse::ui
