#include "base/deliver.h"
#include "base/safetext.h"
#include "ui/delegates/badgedelegate.h"
#include "ui/delegates/keydelegate.h"
#include "ui/delegates/limitbardelegate.h"
#include "ui/delegates/sparklinedelegate.h"
#include "ui/pages/keys.h"
#include "ui/pages/keysactions.h"
#include "ui/pages/keysdetail.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/filterbar.h"
#include "ui/widgets/tableview.h"

#include <QPushButton>

namespace gatehouse::ui {

namespace {

// So that the state is in sight at 1440 pixels beside the usage figures.
const QList<std::pair<QString, int>> kWidest{{u"name"_s, 145}, {u"key"_s, 196}, {u"role"_s, 58},
    {u"limit"_s, 162}, {u"week"_s, 108}, {u"day"_s, 54}, {u"last_used"_s, 82}, {u"state"_s, 122}};
constexpr int kLimitsWidest = 210; // JSON, of which the detail has the rest

} // namespace

// Columns depend on what was recognised, so another recognition means another model.
void KeysPage::makeModel()
{
    const systems::Match *match = m_workspace.match();
    if (!match || !m_workspace.recognition())
        return;
    auto engine = keys::Keys::of(*m_workspace.recognition(), *match);
    if (!engine) {
        fail(engine.error());
        return;
    }
    m_engine.emplace(std::move(engine).value());
    m_known.clear();
    m_table->setModel(nullptr);
    delete m_model;
    m_model = new items::KeysModel(*m_engine, this);
    m_filter->setSourceModel(m_model);
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(0, Qt::AscendingOrder);
    m_table->setHiddenByDefault({u"created"_s});
    if (m_engine->abilities().usage.isEmpty()) {
        for (const auto &[column, width] : kWidest)
            m_table->setWidest(column, width);
    } else {
        m_table->setWidest(u"limit"_s, kLimitsWidest);
    }
    setDelegates();
    m_table->keepColumns(m_workspace.settings());
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &KeysPage::updateDetail);
    const keys::Abilities &can = m_engine->abilities();
    for (QPushButton *button : {m_new, m_import}) {
        button->setEnabled(can.create.isEmpty());
        button->setToolTip(can.create.isEmpty() ? QString() : plainToolTip(can.create));
    }
    m_table->overlay().showLoading(tr("Reading the keys"));
    refresh();
}

void KeysPage::setDelegates()
{
    const auto set = [this](const QString &column, QAbstractItemDelegate *delegate) {
        delegate->setParent(m_model); // goes with the model it was made for
        if (const int index = m_model->columnOf(column); index >= 0)
            m_table->setItemDelegateForColumn(index, delegate);
    };
    for (int column = 0; column < m_model->columnCount(); ++column)
        m_table->setItemDelegateForColumn(column, nullptr);
    set(u"key"_s, new KeyDelegate);
    set(u"limit"_s, new LimitBarDelegate);
    set(u"week"_s, new SparklineDelegate);
    set(u"state"_s, new BadgeDelegate);
}

void KeysPage::refresh()
{
    if (!m_engine)
        return;
    m_loading.cancel();
    m_loading = CancelToken();
    const CancelToken loading = m_loading;
    ++m_waiting;
    deliver(m_workspace.link().interactive().run(
                [engine = *m_engine](db::Sql &sql) { return engine.list(sql); }, loading),
        this, [this, loading](const Result<std::vector<keys::Key>> &keys) {
            --m_waiting;
            if (!keys) {
                if (keys.error().kind != Error::Kind::Cancelled)
                    fail(keys.error());
                return;
            }
            std::vector<keys::Key> fresh = keys.value();
            for (keys::Key &key : fresh) { // the last figures stay until new ones come
                for (const keys::Key &old : m_known) {
                    if (old.id == key.id && !key.usage) {
                        key.usage = old.usage;
                        if (key.lastUse.known == keys::LastUse::Known::Nothing)
                            key.lastUse = old.lastUse;
                    }
                }
            }
            showKeys(fresh);
            if (m_engine->abilities().usage.isEmpty())
                loadUsage(fresh);
        });
}

void KeysPage::loadUsage(const std::vector<keys::Key> &keys)
{
    ++m_waiting;
    deliver(m_workspace.link().interactive().run(
                [engine = *m_engine, keys](db::Sql &sql) { return engine.withUsage(sql, keys); },
                m_loading),
        this, [this](const Result<std::vector<keys::Key>> &filled) {
            --m_waiting;
            if (filled) {
                showKeys(filled.value());
                m_table->fitUnlessSaved();
            } else if (filled.error().kind != Error::Kind::Cancelled
                || !filled.error().sqlState.isEmpty()) {
                m_banner->showMessage(items::Severity::Warn,
                    tr("The keys are shown without usage figures. %1").arg(filled.error().text));
            }
        });
}

void KeysPage::showKeys(const std::vector<keys::Key> &keys)
{
    m_known = keys;
    m_actions->setKeys(*m_engine, keys);
    const bool first = m_model->rowCount() == 0;
    m_model->show(keys, m_workspace.clock().now());
    showEmptyOrClear();
    updateCounts();
    if (!m_wanted.isEmpty())
        select(std::exchange(m_wanted, {}));
    else if (first && m_filter->rowCount() > 0 && selected().empty())
        m_table->selectRow(0);
    updateDetail();
    if (!m_wantedRun.isEmpty())
        run(std::exchange(m_wantedRun, {}));
}

void KeysPage::showEmptyOrClear()
{
    if (m_filter->rowCount() > 0)
        m_table->overlay().clear();
    else if (m_known.empty())
        m_table->overlay().showEmpty(u"key"_s, tr("No keys yet"),
            tr("Create the first one, or import those of a .env or a memory dump."),
            tr("New key…"));
    else
        m_table->overlay().showEmpty(u"filter"_s, tr("No key fits the filter"),
            tr("There (is|are) %n key(s) in all.", nullptr, int(m_known.size())),
            tr("Clear the filter"));
}

void KeysPage::fail(const Error &error)
{
    if (m_known.empty()) {
        if (error.kind == Error::Kind::Refused || error.sqlState == "42501"_L1)
            m_table->overlay().showNoRight(error.text);
        else
            m_table->overlay().showError(tr("The keys could not be read"), error);
    } else {
        m_banner->showMessage(items::Severity::Bad, error.text);
    }
}

void KeysPage::updateCounts()
{
    const int active = m_model->count(keys::State::Active);
    const int revoked = m_model->count(keys::State::Revoked) + m_model->count(keys::State::Deleted);
    const int expired = m_model->count(keys::State::Expired);
    QString text = tr("%1 active, %2 revoked").arg(active).arg(revoked);
    if (expired > 0)
        text = tr("%1 active, %2 revoked, %3 expired").arg(active).arg(revoked).arg(expired);
    m_counts->setBadge(text, items::Severity::Unknown);
}

void KeysPage::updateDetail()
{
    const std::vector<keys::Key> keys = selected();
    m_sharing.cancel();
    if (!m_engine || keys.empty()) {
        m_detail->showNothing();
    } else if (keys.size() > 1) {
        m_detail->showSeveral(*m_engine, keys);
    } else {
        const int row = m_model->rowOf(keys.front().id);
        m_detail->showKey(*m_engine, m_model->row(row), m_workspace.clock().now());
        m_detail->setNoRequests(m_actions->whyNoRequests());
        const bool ended =
            keys::stateOf(keys.front(), m_workspace.clock().now()) != keys::State::Active;
        if (ended || keys.front().usage)
            fetchShares(keys.front().id);
    }
}

void KeysPage::fetchShares(const QString &keyId)
{
    using More = std::pair<keys::Detail, keys::Stragglers>;
    m_sharing = CancelToken();
    const int row = m_model->rowOf(keyId);
    ++m_waiting;
    deliver(m_workspace.link().interactive().run(
                [engine = *m_engine, key = m_model->key(row)](db::Sql &sql) -> Result<More> {
                    More more;
                    if (key.usage && key.usage->week > 0) {
                        auto shares = engine.detail(sql, key);
                        if (!shares)
                            return shares.error();
                        more.first = std::move(shares).value();
                    }
                    auto late = keys::stragglers(sql, engine, key);
                    if (!late)
                        return late.error();
                    more.second = std::move(late).value();
                    return more;
                },
                m_sharing),
        this, [this, asked = m_sharing](const Result<More> &more) {
            --m_waiting;
            if (!more || asked.isCancelled())
                return;
            m_detail->showShares(more.value().first);
            m_detail->showStragglers(more.value().second);
        });
}

std::vector<keys::Key> KeysPage::selected() const
{
    std::vector<keys::Key> keys;
    if (!m_model || !m_table->selectionModel())
        return keys;
    for (int row : m_table->selectedRowNumbers())
        keys.push_back(m_model->key(m_filter->mapToSource(m_filter->index(row, 0)).row()));
    return keys;
}

void KeysPage::select(const QString &keyId)
{
    const int row = m_model->rowOf(keyId);
    const QModelIndex index =
        row < 0 ? QModelIndex() : m_filter->mapFromSource(m_model->index(row, 0));
    if (!index.isValid())
        return;
    m_table->selectRow(index.row());
    m_table->scrollTo(index);
}

} // namespace gatehouse::ui
