#include "health/prober.h"

#include "base/clock.h"
#include "health/talk.h"

#include <QPromise>
#include <QThread>

#include <deque>
#include <map>

namespace gatehouse::health {

namespace {

// One look under way: its questions one after the other.
class Visit : public QObject
{
public:
    Visit(Endpoint endpoint, Depth depth) : m_endpoint(std::move(endpoint)), m_depth(depth)
    {
        m_promise.start();
    }
    ~Visit() override
    {
        if (!m_told)
            tell();
    }

    QFuture<Look> future() { return m_promise.future(); }
    QString authority() const { return m_endpoint.base().authority(); }
    std::function<void()> onEnd;
    CancelToken::Hook hook;

    void begin() { step(); }
    void cancel()
    {
        m_cancelled = true;
        if (m_talk)
            m_talk->cancel();
        else
            end();
    }

private:
    void step()
    {
        const ProbeSpec *spec = probeSpec(m_endpoint.kind);
        const auto answered = [this](Answers answers) { take(std::move(answers)); };
        if (m_cancelled || !spec || (m_depth == Depth::Port && !m_answers.empty())) {
            end();
            return;
        }
        if (m_depth == Depth::Port)
            talk(portTalk(m_endpoint, answered, this));
        else if (spec->wire != Wire::Http && !m_answers.empty())
            end();
        else if (spec->wire == Wire::Redis)
            talk(redisTalk(m_endpoint, answered, this));
        else if (spec->wire == Wire::Postgres)
            talk(sqlTalk(m_endpoint, answered, this));
        else if (const auto ask = spec->next(m_endpoint, m_depth, m_answers))
            talk(httpTalk(m_endpoint, *ask, answered, this));
        else
            end();
    }

    void talk(Talk *talk)
    {
        m_talk = talk;
        talk->start();
    }

    void take(Answers answers)
    {
        m_talk->deleteLater();
        m_talk = nullptr;
        for (Answer &answer : answers)
            m_answers.push_back(std::move(answer));
        // Not from inside the talk that has just ended.
        QMetaObject::invokeMethod(this, [this] { step(); }, Qt::QueuedConnection);
    }

    void end()
    {
        if (m_told)
            return;
        tell();
        if (onEnd)
            onEnd();
    }

    void tell()
    {
        m_told = true;
        Look look;
        look.at = Clock::system().now().toMSecsSinceEpoch();
        look.judgement = m_cancelled || (m_answers.empty() && m_talk)
            ? bad(State::Unknown, "cancelled", {})
            : judgeAnswers(m_endpoint, m_depth, m_answers);
        look.answers = std::move(m_answers);
        for (Answer &answer : look.answers)
            answer.body.clear(); // a token of PayPal may be in it
        m_promise.addResult(std::move(look));
        m_promise.finish();
    }

    Endpoint m_endpoint;
    Depth m_depth;
    QPromise<Look> m_promise;
    Answers m_answers;
    Talk *m_talk = nullptr;
    bool m_cancelled = false, m_told = false;
};

} // namespace

class Prober::Bench : public QObject
{
public:
    ~Bench() override
    {
        for (auto &[id, visit] : m_running)
            visit->onEnd = nullptr;
        m_running.clear();
        m_waiting.clear();
    }

    void add(quint64 id, std::unique_ptr<Visit> visit)
    {
        m_waiting.emplace_back(id, std::move(visit));
        startMore();
    }

    void cancel(quint64 id)
    {
        if (const auto found = m_running.find(id); found != m_running.end()) {
            found->second->cancel();
            return;
        }
        for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
            if (it->first != id)
                continue;
            it->second->cancel();
            m_waiting.erase(it);
            return;
        }
    }

private:
    void startMore()
    {
        for (auto it = m_waiting.begin();
             it != m_waiting.end() && int(m_running.size()) < kAtOnce;) {
            int &busy = m_busy[it->second->authority()];
            if (busy >= kAtOncePerPort) {
                ++it;
                continue;
            }
            ++busy;
            const quint64 id = it->first;
            Visit *visit = m_running.emplace(id, std::move(it->second)).first->second.get();
            it = m_waiting.erase(it);
            visit->onEnd = [this, id] {
                QMetaObject::invokeMethod(this, [this, id] { ended(id); }, Qt::QueuedConnection);
            };
            visit->begin();
        }
    }

    void ended(quint64 id)
    {
        const auto found = m_running.find(id);
        if (found == m_running.end())
            return;
        const QString authority = found->second->authority();
        m_running.erase(found);
        if (--m_busy[authority] <= 0)
            m_busy.remove(authority);
        startMore();
    }

    std::deque<std::pair<quint64, std::unique_ptr<Visit>>> m_waiting;
    std::map<quint64, std::unique_ptr<Visit>> m_running;
    QHash<QString, int> m_busy;
};

Prober::Prober() : m_thread(std::make_unique<QThread>())
{
    m_thread->setObjectName(u"health"_s);
    m_bench = new Bench;
    m_bench->moveToThread(m_thread.get());
    QObject::connect(
        m_thread.get(), &QThread::finished, m_bench, [bench = m_bench] { delete bench; });
    m_thread->start();
}

Prober::~Prober()
{
    m_thread->quit();
    m_thread->wait();
}

QFuture<Look> Prober::look(const Endpoint &endpoint, Depth depth, const CancelToken &token)
{
    static std::atomic<quint64> lastId = 0;
    const quint64 id = ++lastId;
    auto visit = std::make_unique<Visit>(endpoint, depth);
    QFuture<Look> future = visit->future();
    visit->moveToThread(m_thread.get());
    visit->hook = token.onCancel([bench = m_bench, id] {
        QMetaObject::invokeMethod(bench, [bench, id] { bench->cancel(id); }, Qt::QueuedConnection);
    });
    auto shared = std::make_shared<std::unique_ptr<Visit>>(std::move(visit));
    QMetaObject::invokeMethod(
        m_bench, [bench = m_bench, id, shared] { bench->add(id, std::move(*shared)); },
        Qt::QueuedConnection);
    return future;
}

} // namespace gatehouse::health
