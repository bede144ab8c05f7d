#include "ui/widgets/browsebar.h"

#include "browse/shown.h"
#include "items/browsemodel.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/button.h"
#include "ui/widgets/countlabel.h"
#include "ui/widgets/sqldialog.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

BrowseBar::BrowseBar(QWidget *parent) : QWidget(parent)
{
    m_count = new CountLabel(this);
    m_exact = makeButton(tr("Count exactly"), ButtonKind::Link, this, u"countExactly"_s);
    m_stop = makeButton(tr("Stop counting"), ButtonKind::Link, this, u"countStop"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::kSmall);
    row->addWidget(m_count);
    row->addWidget(m_exact);
    row->addWidget(m_stop);
    row->addStretch(1);
    m_count->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    connect(m_count, &CountLabel::sqlRequested, this, &BrowseBar::showSql);
    connect(m_exact, &QPushButton::clicked, this, [this] {
        if (m_model)
            m_model->figures().countExactly();
    });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_model)
            m_model->figures().cancel();
    });
    update();
}

void BrowseBar::setModel(items::BrowseModel *model)
{
    if (m_model) {
        m_model->disconnect(this);
        m_model->figures().disconnect(this);
    }
    m_model = model;
    if (model) {
        connect(model, &items::BrowseModel::stateChanged, this, &BrowseBar::update);
        connect(
            &model->figures(), &items::BrowseFigures::totalChanged, this, &BrowseBar::update);
    }
    update();
}

void BrowseBar::setWhole(const std::optional<items::Count> &whole)
{
    m_whole = whole;
    update();
}

void BrowseBar::update()
{
    using Kind = items::Count::Kind;
    const bool asked = m_model && m_model->query().relation;
    setVisible(asked);
    if (!asked)
        return;
    const items::BrowseFigures &figures = m_model->figures();
    const items::Count &total = figures.total();
    const bool known = total.kind != Kind::Counting;
    // Counting that is over without an answer is no counting.
    const bool lost = !known && !figures.isCounting() && figures.isIdle();
    m_exact->setVisible((known || lost) && total.kind != Kind::Exact && !figures.isCounting());
    m_stop->setVisible(known && figures.isCounting());
    if (lost)
        m_count->setText(tr("The number of rows is not known"));
    else
        m_count->setCount(total,
            known && m_whole && m_whole->value > total.value ? m_whole : std::nullopt);
    QStringList notes;
    if (known && figures.isCounting())
        notes += tr("counting exactly…");
    if (figures.countError())
        notes += tr("could not be counted: %1").arg(figures.countError()->text);
    if (m_model->milliseconds() >= 0 && m_model->rowCount() > 0)
        notes += tr("%1 ms").arg(m_model->milliseconds());
    m_count->setNote(notes.join(u"  ·  "_s));
    m_count->setSqlAvailable(m_model->rowCount() > 0);
}

void BrowseBar::showSql()
{
    if (!m_model || !m_model->query().relation)
        return;
    auto *dialog = new SqlDialog(tr("The SQL of this list"),
        tr("The first page. Pages after it go on from the last row's key instead."),
        browse::shownSql(m_model->query()), this);
    dialog->open();
}

} // namespace gatehouse::ui
