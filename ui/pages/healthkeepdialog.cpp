#include "ui/pages/healthkeepdialog.h"

#include "ui/theme/fonts.h"
#include "ui/widgets/button.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

HealthKeepDialog::HealthKeepDialog(
    const health::TablesStatus &status, const Target &target, QWidget *parent)
    : EnvironmentDialog(tr("History of health"), target, parent)
{
    using health::TablesState;
    setObjectName(u"healthKeepDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    const bool create = status.state == TablesState::Absent && status.mayCreate;
    const bool use = status.state == TablesState::Ready;
    auto *heading = new PlainLabel(tr("Keep the history of health in this database?"), this);
    heading->setFont(titleFont());
    auto *text = new PlainLabel(this);
    text->setWordWrap(true);
    text->setText(
        tr("Everybody who watches this system then sees one history: Gatehouse writes each "
           "look, sums by quarter of an hour and incidents into tables of the schema "
           "gatehouse. Looks are written there also while this connection is locked "
           "against changes; nothing else is. The tables can be removed again."));
    auto *state = new PlainLabel(status.sentence(), this);
    state->setWordWrap(true);
    state->setTone(PlainLabel::Tone::Muted);
    for (PlainLabel *label : {heading, text, state})
        content()->addWidget(label);
    if (create) {
        auto *script = new SqlPreview(this);
        script->setSql(health::creationScript());
        script->setMinimumHeight(240);
        content()->addWidget(script, 1);
    }
    auto *close = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"healthKeepCancel"_s);
    auto *go = makeButton(create ? tr("&Create the tables") : tr("&Write into the tables"),
        ButtonKind::Primary, this, u"healthKeepCreate"_s);
    go->setVisible(create || use);
    close->setDefault(true);
    buttons()->addWidget(close);
    buttons()->addWidget(go);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    setMinimumWidth(640);
}

} // namespace gatehouse::ui
