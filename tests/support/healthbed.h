// Endpoints in every state, on fakes of this process, and a day of history of them.
#pragma once

#include "support/fakeserver.h"

#include "health/endpointlist.h"
#include "health/historystore.h"

#include <QDateTime>
#include <QtMath>

#include <memory>

namespace gatehouse::test {

class HealthBed
{
public:
    HealthBed()
    {
        makeOllama(m_llama, "llama3.2:3b", true);
        makeOllama(m_gemma, "gemma2:2b", true);
        makeOllama(m_mistral, "mistral:7b", false);
        m_busy.answer("/api/version",
            "{\"error\":\"server busy, please try again.  maximum pending requests exceeded\"}",
            503);
        m_api.answer("/api/v1/health",
            "{\"status\":\"healthy\",\"database\":{\"status\":\"unhealthy: pool exhausted\"}}");
        const auto ollama = [this](const QString &title, const QString &url, const QString &model,
                                const QStringList &agents, const QStringList &fallbacks) {
            health::Endpoint one;
            one.id = title;
            one.title = title;
            one.kind = u"ollama"_s;
            one.url = url;
            one.expectedModel = model;
            one.agents = agents;
            one.fallbackAgents = fallbacks;
            m_endpoints.push_back(one);
        };
        ollama(u"llama3_2"_s, m_llama.url(), u"llama3.2:3b"_s, {u"neochat"_s, u"memora"_s},
            {u"configai"_s, u"infoseek"_s, u"datavision"_s});
        ollama(u"gemma3_qat"_s, m_gemma.url(), u"gemma3:4b"_s, {u"carebot"_s}, {});
        ollama(u"phi4"_s, u"http://127.0.0.1:1"_s, u"phi3:14b"_s,
            {u"configai"_s, u"infoseek"_s, u"datavision"_s, u"codemaster"_s}, {});
        ollama(u"deepseek_r1"_s, m_busy.url(), u"deepseek-coder:6.7b"_s, {}, {u"memora"_s});
        ollama(u"mistral"_s, m_mistral.url(), u"mistral:7b"_s, {}, {u"codemaster"_s});
        add(u"Silent"_s, u"vllm"_s, m_silent.url());
        m_endpoints.back().timeouts = {300, 300, 600};
        add(u"API"_s, u"fastapi"_s, m_api.url());
        m_endpoints.back().path = u"/api/v1/health"_s;
        m_endpoints.back().members = QStringList{u"database.status"_s};
        add(u"Redis"_s, u"redis"_s, u"redis://127.0.0.1:1"_s);
        add(u"Stripe"_s, u"stripe"_s,
            u"https://api.stripe.com"_s); // without a key nothing is asked
    }

    const std::vector<health::Endpoint> &endpoints() const { return m_endpoints; }
    QString key(const QString &title) const
    {
        for (const health::Endpoint &one : m_endpoints)
            if (one.title == title)
                return one.key();
        return {};
    }
    FakeServer &llama() { return m_llama; }

    // A reading each five minutes of the last day, ending an hour ago: phi4 fails from the sixth
    // hour before its end on.
    void fillDay() const
    {
        const auto opened = health::fileHistory(health::historyFile());
        const qint64 end = QDateTime::currentMSecsSinceEpoch() - 3'600'000;
        std::vector<health::Reading> readings;
        for (int i = 276; i >= 0; --i) {
            for (const health::Endpoint &one : m_endpoints)
                readings.push_back(reading(one, i, end));
        }
        (void)opened.value()->append(readings);
    }

private:
    void add(const QString &title, const QString &kind, const QString &url)
    {
        health::Endpoint one;
        one.id = one.title = title;
        one.kind = kind;
        one.url = url;
        m_endpoints.push_back(one);
    }
    static health::Reading reading(const health::Endpoint &one, int stepsLeft, qint64 end)
    {
        const bool fails = (one.title == "phi4"_L1 && stepsLeft < 72) || one.title == "Silent"_L1;
        const bool isWrong = one.title == "gemma3_qat"_L1;
        const bool isBusy = one.title == "deepseek_r1"_L1 && stepsLeft < 6;
        health::Reading reading;
        reading.endpoint = one.key();
        reading.title = one.title;
        reading.at = end - stepsLeft * 300'000LL;
        reading.shown = reading.measured = one.title == "Stripe"_L1 ? health::State::Unknown
            : fails                                                 ? health::State::Down
            : isWrong                                               ? health::State::WrongModel
            : isBusy                                                ? health::State::Degraded
                                                                    : health::State::Up;
        reading.shownSince = fails ? end - 72 * 300'000LL : reading.at;
        reading.cause = fails ? u"refused"_s : QString();
        reading.reason = fails ? u"nothing listens on port 1"_s : isBusy ? u"busy"_s : QString();
        reading.latencyMs = fails ? -1 : 40 + 12 * qSin(stepsLeft / 9.0) + stepsLeft % 7;
        reading.holdMs = 600'000;
        return reading;
    }

    FakeServer m_llama, m_gemma, m_mistral, m_busy, m_api;
    FakeServer m_silent{FakeServer::Mode::Silent};
    std::vector<health::Endpoint> m_endpoints;
};

} // namespace gatehouse::test
