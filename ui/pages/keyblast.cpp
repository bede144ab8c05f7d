#include "ui/pages/keyblast.h"

#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/plainlabel.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

PlainLabel *small(QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setTone(PlainLabel::Tone::Muted);
    label->setFont(smallFont());
    label->setWordWrap(true);
    return label;
}

} // namespace

KeyBlast::KeyBlast(const KeysContext &context, const std::vector<keys::Key> &keys, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(u"keyBlast"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    column->setSpacing(space::kTiny);
    m_state = new PlainLabel(tr("Looking who used it in the last 30 days…"), this);
    m_state->setObjectName(u"keyBlastState"_s);
    m_state->setTone(PlainLabel::Tone::Muted);
    m_state->setWordWrap(true);
    column->addWidget(m_state);
    m_lines = new QGridLayout;
    m_lines->setColumnStretch(1, 1);
    m_lines->setHorizontalSpacing(space::kLarge);
    m_lines->setVerticalSpacing(space::kTiny);
    column->addLayout(m_lines);
    context.ask(
        this,
        [keys, zone = context.workspace->profile().zone](db::Sql &sql, const keys::Keys &engine) {
            return keys::blast(sql, engine, keys, zone);
        },
        [this](const Result<keys::Blast> &blast) {
            if (!blast) {
                m_state->setText(blast.error().text);
                return;
            }
            m_state->setVisible(blast.value().requests == 0);
            m_state->setText(tr("Nobody used it in the last 30 days."));
            if (blast.value().requests == 0)
                return;
            for (const auto &[what, value] : keys::linesOf(blast.value()))
                addLine(what, value);
        });
}

void KeyBlast::addLine(const QString &what, const QString &value)
{
    const int row = m_lines->rowCount();
    auto *left = new PlainLabel(what, this);
    left->setTone(PlainLabel::Tone::Muted);
    left->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *right = new PlainLabel(this);
    right->setObjectName(u"keyBlast%1"_s.arg(row));
    right->setWordWrap(true);
    right->setText(value);
    m_lines->addWidget(left, row, 0);
    m_lines->addWidget(right, row, 1);
}

KeyStragglers::KeyStragglers(QWidget *parent) : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::kTiny, 0, space::kTiny);
    column->setSpacing(space::kTiny);
    m_title = small(this);
    m_text = new PlainLabel(this);
    m_text->setObjectName(u"keyStragglers"_s);
    m_text->setWordWrap(true);
    m_latest = new QGridLayout;
    m_latest->setColumnStretch(1, 1);
    column->addWidget(m_title);
    column->addWidget(m_text);
    column->addLayout(m_latest);
    clear();
}

void KeyStragglers::clear()
{
    while (QLayoutItem *item = m_latest->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    hide();
}

void KeyStragglers::showLate(const keys::Stragglers &late)
{
    clear();
    if (!late.ended)
        return;
    m_title->setText(late.rotated ? tr("After its text was replaced") : tr("After it was revoked"));
    const QString since =
        late.since ? late.since->toString(u"yyyy-MM-dd HH:mm 'UTC'"_s) : QString();
    m_text->setTone(late.requests > 0 ? PlainLabel::Tone::Bad : PlainLabel::Tone::Normal);
    if (!late.unknown.isEmpty())
        m_text->setText(late.unknown);
    else if (late.requests == 0)
        m_text->setText(tr("No request since %1. %2").arg(since, late.note));
    else
        m_text->setText(
            tr("%Ln request(s) since %1: somebody still uses it.", nullptr, int(late.requests))
                .arg(since));
    for (const keys::Straggler &one : late.latest) {
        const int row = m_latest->rowCount();
        QStringList what{one.endpoint, one.model, one.client};
        what.removeAll(QString());
        m_latest->addWidget(new PlainLabel(one.time.toString(u"MM-dd HH:mm:ss"_s), this), row, 0);
        m_latest->addWidget(new PlainLabel(what.join(u", "_s), this), row, 1);
    }
    show();
}

} // namespace gatehouse::ui
