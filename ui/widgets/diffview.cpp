#include "ui/widgets/diffview.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/iconlabel.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>

namespace gatehouse::ui {

using namespace Qt::Literals::StringLiterals;

namespace {

bool differs(const FieldChange &change)
{
    return change.hadBefore != change.hasAfter || change.isNullBefore != change.isNullAfter
        || change.before != change.after;
}

} // namespace

DiffView::DiffView(QWidget *parent) : QFrame(parent)
{
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(space::kMedium);
    m_grid->setVerticalSpacing(space::kSmall - 2);
    m_grid->setColumnStretch(2, 1);
    m_grid->setColumnStretch(3, 1);
}

void DiffView::clearRows()
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_rows = 0;
}

void DiffView::setChanges(const QList<FieldChange> &changes, bool showUnchanged)
{
    clearRows();
    const QString titles[] = {tr("Field"), tr("Before"), tr("After")};
    for (int column = 0; column < 3; ++column) {
        auto *title = new PlainLabel(titles[column], this);
        title->setFont(smallFont());
        title->setTone(PlainLabel::Tone::Muted);
        m_grid->addWidget(title, 0, column + 1);
    }
    for (const FieldChange &change : changes) {
        if (showUnchanged || differs(change))
            addRow(change);
    }
    if (m_rows == 0) {
        auto *none = new PlainLabel(tr("Nothing differs."), this);
        none->setTone(PlainLabel::Tone::Muted);
        m_grid->addWidget(none, 1, 1, 1, 3);
    }
}

void DiffView::addRow(const FieldChange &change)
{
    const int row = ++m_rows;
    const bool added = !change.hadBefore && change.hasAfter;
    const bool removed = change.hadBefore && !change.hasAfter;
    auto *sign = new IconLabel(13, this);
    sign->setIcon(added       ? u"plus"_s
            : removed         ? u"minus"_s
            : differs(change) ? u"pencil"_s
                              : u"check"_s,
        added                 ? items::Severity::Good
            : removed         ? items::Severity::Bad
            : differs(change) ? items::Severity::Warn
                              : items::Severity::Unknown);
    sign->setAccessibleName(added ? tr("added")
            : removed             ? tr("removed")
            : differs(change)     ? tr("changed")
                                  : tr("unchanged"));
    auto *field = new PlainLabel(change.field, this);
    m_grid->addWidget(sign, row, 0, Qt::AlignTop);
    m_grid->addWidget(field, row, 1, Qt::AlignTop);
    m_grid->addWidget(valueLabel(change.before, change.hadBefore, change.isNullBefore, false), row,
        2, Qt::AlignTop);
    QWidget *after = valueLabel(change.after, change.hasAfter, change.isNullAfter, differs(change));
    m_grid->addWidget(after, row, 3, Qt::AlignTop);
}

QWidget *DiffView::valueLabel(const QString &text, bool exists, bool isNull, bool isNew)
{
    auto *label = new PlainLabel(this);
    label->setWordWrap(true);
    label->setSelectable(true);
    const bool word = !exists || isNull || text.isEmpty();
    if (!word) {
        label->setFont(monoFont());
        label->setContentsMargins(0, 1, 0, 0); // on one line with the body font beside it
    }
    label->setText(!exists   ? tr("not there")
            : isNull         ? tr("NULL")
            : text.isEmpty() ? tr("empty text")
                             : text);
    label->setTone(word ? PlainLabel::Tone::Muted
            : isNew     ? PlainLabel::Tone::Good
                        : PlainLabel::Tone::Normal);
    return label;
}

} // namespace gatehouse::ui
