// What a window is about: one open database, what was recognised in it, its jobs and settings.
#pragma once

#include "base/settingsfile.h"
#include "base/clock.h"
#include "base/jobs.h"
#include "db/link.h"
#include "systems/recognition.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace gatehouse::ui {

// Window's thread. Pages hold a reference and outlive nothing of it.
class Workspace : public QObject
{
    Q_OBJECT

public:
    // How far open() is. A lost server does not go back to Connecting: what was recognised stays,
    // so do the pages; link().state() tells about the connection itself.
    enum class Stage { Connecting, Recognising, Ready, Failed };

    Workspace(db::Profile profile, std::shared_ptr<const Secret> password, SettingsFile &settings,
        JobCentre &jobs, QObject *parent = nullptr);

    db::Link &link() { return m_link; }
    const db::Link &link() const { return m_link; }
    const db::Profile &profile() const { return m_link.profile(); }
    SettingsFile &settings() { return m_settings; }
    JobCentre &jobs() { return m_jobs; }
    const Clock &clock() const { return Clock::system(); }

    Stage stage() const { return m_stage; }
    const Error &lastError() const { return m_error; } // of Stage::Failed
    bool isRecognised() const { return m_recognition != nullptr; }
    std::shared_ptr<const systems::Recognition> recognition() const { return m_recognition; }
    // The system the window is about, when the database holds several; null before recognition,
    // and when no system was recognised.
    const systems::Match *match() const;
    int matchIndex() const { return m_match; }
    void chooseMatch(int index); // kept for this profile
    // What was recognised as if the chosen system were the only one; what whyNot questions get.
    std::shared_ptr<const systems::Recognition> chosenRecognition() const { return m_chosen; }

    void open();      // connect and recognise; answers by the signals
    void recognise(); // again, e.g. after tables were created

Q_SIGNALS:
    void stageChanged();
    void recognised();
    void recognitionFailed(const gatehouse::Error &error);
    void matchChanged(); // another system was chosen: pages are built anew
    void reconnected();  // the server is back after a loss
    void openPage(const QString &pageId, const QJsonObject &state); // "show the rows"

private:
    void followLink();
    void take(std::shared_ptr<const systems::Recognition> recognition);
    void setStage(Stage stage, const Error &error = {});
    int rememberedMatch(const systems::Recognition &recognition) const;
    void narrow();

    SettingsFile &m_settings;
    JobCentre &m_jobs;
    db::Link m_link;
    std::shared_ptr<const systems::Recognition> m_recognition, m_chosen;
    Stage m_stage = Stage::Connecting;
    Error m_error;
    int m_match = 0;
    bool m_wasLost = false;
    bool m_asking = false;
};

} // namespace gatehouse::ui
