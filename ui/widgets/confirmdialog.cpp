#include "ui/widgets/confirmdialog.h"

#include "base/safetext.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype kObjectsShown = 8;

} // namespace

ConfirmDialog::ConfirmDialog(
    const Confirmation &confirmation, const Target &target, QWidget *parent)
    : EnvironmentDialog(confirmation.question, target, parent), m_confirmation(confirmation)
{
    setObjectName(u"confirmDialog"_s);
    auto *question = new PlainLabel(this);
    question->setObjectName(u"confirmQuestion"_s);
    question->setWordWrap(true);
    question->setFont(titleFont());
    question->setText(confirmation.question);
    auto *consequence = new PlainLabel(this);
    consequence->setObjectName(u"confirmConsequence"_s);
    consequence->setWordWrap(true);
    consequence->setText(confirmation.consequence);
    content()->addWidget(question);
    content()->addWidget(consequence);
    addObjects();

    auto *box = new Card(this);
    m_figureBox = box;
    m_figures = new QGridLayout;
    m_figures->setHorizontalSpacing(space::kHuge);
    m_figures->setVerticalSpacing(space::kSmall);
    m_figures->setColumnStretch(0, 1);
    box->content()->addLayout(m_figures);
    content()->addWidget(box);
    m_trouble = new Banner(this);
    m_trouble->setDismissable(false);
    content()->addWidget(m_trouble);
    addTypedName();
    content()->addStretch(1);
    addButtons();
    if (confirmation.awaitsFigures)
        m_figures->addWidget(new PlainLabel(tr("Counting what this would change…"), this), 0, 0);
    else
        setFigures(confirmation.figures);
}

void ConfirmDialog::addObjects()
{
    const QStringList &names = m_confirmation.objects;
    auto *list = new QVBoxLayout;
    list->setSpacing(space::kTiny);
    content()->addLayout(list);
    for (qsizetype i = 0; i < std::min(names.size(), kObjectsShown); ++i) {
        auto *label = new PlainLabel(u'“' + names.at(i) + u'”', this);
        label->setObjectName(u"confirmObject%1"_s.arg(i));
        label->setFont(monoFont());
        label->setElide(Qt::ElideMiddle);
        list->addWidget(label);
    }
    if (names.size() > kObjectsShown) {
        auto *more =
            new PlainLabel(tr("and %n more", nullptr, int(names.size() - kObjectsShown)), this);
        more->setTone(PlainLabel::Tone::Muted);
        list->addWidget(more);
    }
}

void ConfirmDialog::addTypedName()
{
    const bool production = target().environment == db::Environment::Production;
    if (m_confirmation.typedName.isEmpty() || (!production && !m_confirmation.typedAlways))
        return;
    auto *ask = new PlainLabel(this);
    ask->setObjectName(u"confirmAsk"_s);
    ask->setWordWrap(true);
    ask->setText((production ? tr("This is production. Type “%1” to go on.")
                             : tr("Type “%1” to go on."))
                     .arg(m_confirmation.typedName));
    m_typed = new QLineEdit(this);
    m_typed->setObjectName(u"confirmTyped"_s);
    m_typed->setAccessibleName(ask->text());
    m_typed->setFont(monoFont());
    connect(m_typed, &QLineEdit::textChanged, this, &ConfirmDialog::updateVerb);
    content()->addWidget(ask);
    content()->addWidget(m_typed);
}

void ConfirmDialog::addButtons()
{
    auto *cancel = makeButton(tr("Cancel"), ButtonKind::Plain, this, u"confirmCancel"_s);
    m_verb = makeButton(buttonText(m_confirmation.verb),
        m_confirmation.destructive ? ButtonKind::Destroy : ButtonKind::Primary, this,
        u"confirmVerb"_s);
    buttons()->addWidget(cancel);
    buttons()->addWidget(m_verb);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_verb, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    (m_typed ? static_cast<QWidget *>(m_typed) : cancel)->setFocus();
    updateVerb();
}

void ConfirmDialog::setFigures(const QList<Figure> &figures)
{
    while (QLayoutItem *item = m_figures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    int row = 0;
    for (const Figure &figure : figures) {
        auto *what = new PlainLabel(figure.what, this);
        what->setTone(PlainLabel::Tone::Muted);
        auto *value = new PlainLabel(figure.value, this);
        value->setObjectName(u"confirmFigure%1"_s.arg(row));
        value->setAlignment(Qt::AlignRight);
        value->setFont(headingFont());
        value->setTabular(true);
        value->setTone(figure.grave ? PlainLabel::Tone::Bad : PlainLabel::Tone::Normal);
        m_figures->addWidget(what, row, 0);
        m_figures->addWidget(value, row++, 1);
    }
    m_figureBox->setVisible(!figures.isEmpty());
    m_trouble->clear();
    m_ready = true;
    updateVerb();
}

void ConfirmDialog::setTrouble(const Error &error)
{
    m_ready = false;
    m_figureBox->hide();
    m_trouble->showMessage(items::Severity::Bad, error.text);
    updateVerb();
}

bool ConfirmDialog::canConfirm() const
{
    return m_ready && (!m_typed || m_typed->text() == m_confirmation.typedName);
}

void ConfirmDialog::updateVerb() { m_verb->setEnabled(canConfirm()); }

} // namespace gatehouse::ui
