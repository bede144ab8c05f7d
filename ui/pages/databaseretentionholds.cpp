// Where the archive of a rule lies, and the rows that stay whatever their age.
#include "ui/pages/databaseretention.h"

#include "base/safetext.h"
#include "ui/widgets/button.h"
#include "ui/trail/changegate.h"
#include "ui/widgets/environmentdialog.h"
#include "ui/widgets/plainlabel.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

void DatabaseRetention::chooseArchive()
{
    if (!current())
        return;
    auto *dialog = new QFileDialog(this, tr("Folder of the archives"), current()->choice.archive);
    dialog->setObjectName(u"retentionArchive"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        if (!current())
            return;
        retention::Choice choice = current()->choice;
        choice.archive = folder;
        keep(choice);
    });
    dialog->open();
}

void DatabaseRetention::fillHolds(const retention::Rule &rule)
{
    m_choices->addSeparator();
    QAction *add = m_choices->addAction(tr("Legal hold…"), this, &DatabaseRetention::addHold);
    add->setObjectName(u"retentionHold"_s);
    if (rule.choice.holds.empty())
        return;
    m_choices->addAction(tr("End every legal hold of this rule"), this, [this] {
        if (!current())
            return;
        retention::Choice choice = current()->choice;
        choice.holds.clear();
        keep(choice);
    });
}

void DatabaseRetention::addHold()
{
    const retention::Rule *rule = current();
    if (!rule)
        return;
    auto *dialog = new EnvironmentDialog(tr("Legal hold"), targetOf(m_workspace), this);
    dialog->setObjectName(u"retentionHoldDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto *sentence = new PlainLabel(
        tr("Rows of %1 with this value stay, however old they are, until the hold is ended.")
            .arg(safeText(rule->label(), 120)),
        dialog);
    sentence->setWordWrap(true);
    auto *column = new QComboBox(dialog);
    column->setObjectName(u"retentionHoldColumn"_s);
    for (const QString &name : rule->columns)
        column->addItem(buttonText(safeText(name, 60)), name);
    auto *value = new QLineEdit(dialog);
    value->setObjectName(u"retentionHoldValue"_s);
    auto *form = new QFormLayout;
    form->addRow(tr("&Column:"), column);
    form->addRow(tr("&Value:"), value);
    dialog->content()->addWidget(sentence);
    dialog->content()->addLayout(form);
    QPushButton *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, dialog, u"retentionHoldCancel"_s);
    QPushButton *hold =
        makeButton(tr("&Keep these rows"), ButtonKind::Primary, dialog, u"retentionHoldKeep"_s);
    hold->setEnabled(false);
    dialog->buttons()->addStretch(1);
    dialog->buttons()->addWidget(cancel);
    dialog->buttons()->addWidget(hold);
    connect(value, &QLineEdit::textChanged, hold,
        [hold](const QString &text) { hold->setEnabled(!text.isEmpty()); });
    connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    connect(hold, &QPushButton::clicked, dialog, &QDialog::accept);
    connect(dialog, &QDialog::accepted, this,
        [this, id = rule->schema + u'.' + rule->id, column, value] {
            if (!current() || current()->schema + u'.' + current()->id != id)
                return; // another rule was chosen meanwhile
            retention::Choice choice = current()->choice;
            const QString name = column->currentData().toString();
            const auto same = std::find_if(choice.holds.begin(), choice.holds.end(),
                [&name](const retention::Hold &one) { return one.column == name; });
            if (same == choice.holds.end())
                choice.holds.push_back({name, {value->text()}, {}});
            else if (!same->values.contains(value->text()))
                same->values << value->text();
            keep(choice);
        });
    dialog->open();
}

} // namespace gatehouse::ui
