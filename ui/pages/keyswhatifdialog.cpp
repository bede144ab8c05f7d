#include "ui/pages/keyswhatifdialog.h"

#include "base/safetext.h"
#include "items/tablemodel.h"
#include "ui/theme/fonts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/button.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/plainlabel.h"
#include "ui/widgets/sqlpreview.h"
#include "ui/widgets/tableview.h"
#include "ui/words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>

namespace gatehouse::ui {

namespace {

constexpr int kAskAfter = 300; // ms without a change

QString number(qint64 value) { return QLocale().toString(value); }

QString percent(const keys::Replay &replay)
{
    const double share =
        replay.requests > 0 ? 100.0 * double(replay.refused) / double(replay.requests) : 0;
    return Words::tr("%1 %").arg(QLocale().toString(share, 'f', 1));
}

QString hourText(const std::optional<QDateTime> &hour)
{
    return hour ? hour->toString(u"yyyy-MM-dd HH:mm"_s) : QString();
}

} // namespace

struct ReplayLine
{
    keys::Replay replay;
    bool operator==(const ReplayLine &other) const
    {
        return replay.keyId == other.replay.keyId && replay.name == other.replay.name
            && replay.requests == other.replay.requests && replay.refused == other.replay.refused
            && replay.first == other.replay.first && replay.worstHour == other.replay.worstHour
            && replay.enough == other.replay.enough;
    }
};

class ReplayModel : public items::TableModel<ReplayLine>
{
    using Column = items::TableColumn<ReplayLine>;

    static Column figure(const QString &id, const QString &title, qint64 keys::Replay::*member)
    {
        return {id, title, [member](const ReplayLine &line) { return number(line.replay.*member); },
            [member](const ReplayLine &line) -> QVariant { return line.replay.*member; },
            Qt::AlignRight | Qt::AlignVCenter};
    }

public:
    ReplayModel()
        : TableModel(
            {{u"name"_s, Words::tr("Key"), [](const ReplayLine &line) { return line.replay.name; }},
                figure(u"requests"_s, Words::tr("Requests"), &keys::Replay::requests),
                figure(u"refused"_s, Words::tr("Refused"), &keys::Replay::refused),
                {u"share"_s, Words::tr("Share"),
                    [](const ReplayLine &line) { return percent(line.replay); }, {},
                    Qt::AlignRight | Qt::AlignVCenter},
                {u"first"_s, Words::tr("First refused (UTC)"),
                    [](const ReplayLine &line) { return hourText(line.replay.first); }},
                {u"worst"_s, Words::tr("Worst hour (UTC)"),
                    [](const ReplayLine &line) {
                        return line.replay.worstHour ? Words::tr("%1, %2 refused")
                                                           .arg(hourText(line.replay.worstHour),
                                                               number(line.replay.worstRefused))
                                                     : QString();
                    }},
                {u"enough"_s, Words::tr("Enough"),
                    [](const ReplayLine &line) {
                        return line.replay.enough ? number(*line.replay.enough) : QString();
                    },
                    {}, Qt::AlignRight | Qt::AlignVCenter, {},
                    Words::tr("A limit that refuses no more than 1 % of the requests")}},
            [](const ReplayLine &line) { return line.replay.keyId; })
    {
    }
};

KeysWhatIfDialog::KeysWhatIfDialog(
    const KeysContext &context, const keys::Key *key, QWidget *parent)
    : EnvironmentDialog(tr("What if"), targetOf(*context.workspace), parent),
      m_context(context),
      m_model(std::make_unique<ReplayModel>()),
      m_job(context.workspace->link().openJobSession())
{
    setObjectName(u"whatIfDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    m_soon = new QTimer(this);
    m_soon->setSingleShot(true);
    m_soon->setInterval(kAskAfter);
    connect(m_soon, &QTimer::timeout, this, &KeysWhatIfDialog::ask);
    auto *title = new PlainLabel(tr("What if the limit were another?"), this);
    title->setFont(titleFont());
    content()->addWidget(title);
    buildQuestion(key);
    buildAnswer();
    m_showSql = makeButton(tr("Show the &SQL"), ButtonKind::Plain, this, u"whatIfShowSql"_s);
    m_showSql->setCheckable(true);
    auto *close = makeButton(tr("Close"), ButtonKind::Primary, this, u"whatIfClose"_s);
    buttons()->addWidget(m_showSql);
    buttons()->addWidget(close);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_showSql, &QPushButton::toggled, this, [this](bool shown) {
        m_sql->setVisible(shown);
        m_table->setVisible(!shown);
    });
    resize(940, 540);
    ask();
}

KeysWhatIfDialog::~KeysWhatIfDialog() { m_asking.cancel(); }

void KeysWhatIfDialog::buildQuestion(const keys::Key *key)
{
    const keys::Proposal first = keys::proposalOf(m_context.engine, key);
    auto *box = new QWidget(this);
    auto *flow = new FlowLayout(box, space::kSmall);
    const auto choice = [&](const QString &name, const QString &label,
                            const std::vector<std::pair<QString, QVariant>> &items) {
        auto *combo = new QComboBox(box);
        combo->setObjectName(name);
        combo->setAccessibleName(label);
        for (const auto &[text, value] : items)
            combo->addItem(text, value);
        connect(combo, &QComboBox::currentIndexChanged, this, &KeysWhatIfDialog::askSoon);
        flow->addWidget(combo);
        return combo;
    };
    m_limit = new QSpinBox(box);
    m_limit->setObjectName(u"whatIfLimit"_s);
    m_limit->setAccessibleName(tr("Limit, in requests"));
    m_limit->setRange(0, int(keys::kMostLimit));
    m_limit->setGroupSeparatorShown(true);
    m_limit->setSuffix(tr(" requests"));
    m_limit->setValue(int(first.limit));
    m_limit->setMinimumWidth(150);
    connect(m_limit, &QSpinBox::valueChanged, this, &KeysWhatIfDialog::askSoon);
    flow->addWidget(m_limit);
    m_window = choice(u"whatIfWindow"_s, tr("Window"),
        {{tr("in a minute"), 60}, {tr("in an hour"), 3600}, {tr("in a day"), 86400}});
    m_kind = choice(u"whatIfKind"_s, tr("Kind of window"),
        {{tr("rolling"), int(systems::Anchor::Rolling)},
            {tr("by the clock (UTC)"), int(systems::Anchor::Calendar)}});
    m_days = choice(u"whatIfDays"_s, tr("Period"),
        {{tr("over 24 hours"), 1}, {tr("over 7 days"), 7}, {tr("over 30 days"), 30},
            {tr("over 90 days"), 90}, {tr("over 365 days"), 365}});
    std::vector<std::pair<QString, QVariant>> scopes{{tr("for every key"), QString()}};
    if (key)
        scopes.insert(scopes.begin(), {tr("for %1").arg(safeText(key->name, 40)), key->id});
    m_scope = choice(u"whatIfScope"_s, tr("Keys"), scopes);
    if (m_window->findData(first.windowSeconds) < 0)
        m_window->addItem(
            tr("in %1").arg(keys::windowText(first.windowSeconds)), first.windowSeconds);
    m_window->setCurrentIndex(m_window->findData(first.windowSeconds));
    m_kind->setCurrentIndex(m_kind->findData(int(first.anchor)));
    m_days->setCurrentIndex(m_days->findData(first.days));
    content()->addWidget(box);
}

void KeysWhatIfDialog::buildAnswer()
{
    m_result = new PlainLabel(this);
    m_result->setObjectName(u"whatIfResult"_s);
    m_result->setFont(headingFont());
    m_result->setWordWrap(true);
    m_detail = new PlainLabel(this);
    m_detail->setObjectName(u"whatIfDetail"_s);
    m_detail->setWordWrap(true);
    m_check = new PlainLabel(this);
    m_check->setObjectName(u"whatIfCheck"_s);
    m_check->setWordWrap(true);
    m_note = new PlainLabel(this);
    m_note->setFont(smallFont());
    m_note->setTone(PlainLabel::Tone::Muted);
    m_note->setWordWrap(true);
    m_banner = new Banner(this);
    m_banner->setObjectName(u"whatIfBanner"_s);
    m_table = new TableView(u"keys/whatif"_s, tr("By key"), this);
    m_table->setObjectName(u"whatIfKeys"_s);
    m_table->setModel(m_model.get());
    m_sql = new SqlPreview(this);
    m_sql->hide();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_banner, m_result, m_detail, m_check})
        content()->addWidget(widget);
    content()->addWidget(m_table, 1);
    content()->addWidget(m_sql, 1);
    content()->addWidget(m_note);
}

keys::Proposal KeysWhatIfDialog::proposal() const
{
    return {m_limit->value(), m_window->currentData().toInt(),
        systems::Anchor(m_kind->currentData().toInt()), m_days->currentData().toInt(),
        m_scope->currentData().toString()};
}

void KeysWhatIfDialog::askSoon()
{
    m_asking.cancel();
    m_soon->start();
}

void KeysWhatIfDialog::ask()
{
    m_soon->stop();
    m_asking.cancel();
    m_asking = CancelToken();
    m_result->setTone(PlainLabel::Tone::Muted);
    m_result->setText(tr("Replaying the requests…"));
    auto future = m_job->run([engine = m_context.engine, wanted = proposal()](
                                 db::Sql &sql) { return keys::whatIf(sql, engine, wanted); },
        m_asking);
    // The session outlives a closed dialog until its answer is there.
    deliver(future, m_context.workspace,
        [job = m_job, asked = m_asking, dialog = QPointer(this)](
            const Result<keys::WhatIf> &answer) {
            if (!dialog || asked.isCancelled())
                return;
            if (answer) {
                dialog->m_banner->clear();
                dialog->showAnswer(answer.value());
            } else {
                dialog->m_result->setText({});
                dialog->m_banner->showMessage(items::Severity::Bad, answer.error().text);
            }
        });
}

void KeysWhatIfDialog::showAnswer(const keys::WhatIf &answer)
{
    const keys::Replay &total = answer.total;
    m_result->setTone(total.refused > 0 ? PlainLabel::Tone::Bad : PlainLabel::Tone::Good);
    if (total.requests == 0)
        m_result->setText(tr("There were no requests in this time."));
    else if (total.refused == 0)
        m_result->setText(
            tr("None of %1 requests would have been refused.").arg(number(total.requests)));
    else
        m_result->setText(tr("%1 of %2 requests would have been refused (%3).")
                              .arg(number(total.refused), number(total.requests), percent(total)));
    m_detail->setText(detailOf(answer));
    m_detail->setVisible(!m_detail->text().isEmpty());
    const bool holds = answer.holds();
    m_check->setTone(holds ? PlainLabel::Tone::Muted : PlainLabel::Tone::Bad);
    m_check->setText(holds
            ? tr("Checked: %1 allowed + %2 refused = %3 requests.")
                  .arg(number(total.allowed), number(total.refused), number(total.requests))
            : tr("%1 allowed and %2 refused requests are not %3: do not trust these figures.")
                  .arg(number(total.allowed), number(total.refused), number(total.requests)));
    std::vector<ReplayLine> lines;
    for (const keys::Replay &replay : answer.keys)
        lines.push_back({replay});
    m_model->update(std::move(lines));
    m_table->fitColumns();
    m_sql->setSql(answer.sql.join(u";\n\n"_s) + u';');
    m_note->setText(answer.note);
    m_note->setVisible(!answer.note.isEmpty());
}

QString KeysWhatIfDialog::detailOf(const keys::WhatIf &answer) const
{
    QStringList sentences;
    if (answer.total.first)
        sentences.append(
            tr("The first one on %1 UTC; the worst hour began on %2 UTC with %3 refused.")
                .arg(hourText(answer.total.first), hourText(answer.total.worstHour),
                    number(answer.total.worstRefused)));
    if (answer.keys.size() == 1 && answer.keys.front().enough)
        sentences.append(
            tr("A limit of %1 refuses no more than 1 %.").arg(number(*answer.keys.front().enough)));
    return sentences.join(u' ');
}

} // namespace gatehouse::ui
