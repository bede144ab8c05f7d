#include "migration/sources/agentsfile.h"

#include "base/securefile.h"
#include "migration/sources/parts.h"
#include "migration/words.h"

#include <QFileInfo>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace gatehouse::migration {
namespace {

constexpr qint64 kLargestFile = 1 << 20;
constexpr size_t kMostAgents = 10'000, kMostNames = 100'000; // one alias may stand for many

struct Agent
{
    QByteArray name;
    QStringList models; // keys of local models, the preferred one first
    QStringList cloud;  // "openai:gpt-4"
};

struct Entry
{
    QByteArray name, json;
};

// A missing member is a null node; yaml-cpp's own answer throws at the first question.
YAML::Node member(const YAML::Node &node, const std::string &name)
{
    const YAML::Node found = node.IsMap() ? node[name] : YAML::Node();
    return found.IsDefined() ? found : YAML::Node();
}

QString text(const YAML::Node &node)
{
    return node.IsScalar() ? QString::fromStdString(node.Scalar()) : QString();
}

class Reader
{
public:
    explicit Reader(const YAML::Node &root) : m_root(root)
    {
        const YAML::Node models = member(root, "ai_models");
        m_local = member(models, "local_models");
        if (!m_local.IsMap())
            m_local = member(root, "models"); // as an early reader of the file expected it
    }

    Result<std::vector<Entry>> agents(const QString &path)
    {
        readMappings(member(member(m_root, "model_selection"), "agent_mappings"));
        readModels();
        if (m_names > kMostNames || m_agents.size() > kMostAgents)
            return invalid(Words::tr("%1 names more agents than can be.").arg(path));
        if (m_agents.empty())
            return invalid(Words::tr("%1 names no agents: neither a model has suitable_agents nor "
                                     "are there agent_mappings.")
                               .arg(path));
        std::vector<Entry> entries;
        for (const Agent &agent : m_agents)
            entries.push_back({agent.name, documentOf(agent)});
        return entries;
    }

private:
    Agent *agent(const YAML::Node &name)
    {
        if (!name.IsScalar() || name.Scalar().empty() || ++m_names > kMostNames)
            return nullptr;
        const QByteArray key = QByteArray::fromStdString(name.Scalar());
        if (const auto found = m_places.constFind(key); found != m_places.cend())
            return &m_agents[*found];
        m_places.insert(key, m_agents.size());
        m_agents.push_back({key, {}, {}});
        return &m_agents.back();
    }

    // "neochat: [llama3_2, openai:gpt-4]": what is no local model is one of a provider.
    void readMappings(const YAML::Node &mappings)
    {
        if (!mappings.IsMap())
            return;
        for (const auto &entry : mappings) {
            Agent *one = agent(entry.first);
            if (!one || !entry.second.IsSequence())
                continue;
            for (const YAML::Node &model : entry.second) {
                const QString name = text(model);
                if (name.isEmpty() || ++m_names > kMostNames)
                    continue;
                QStringList &list =
                    member(m_local, name.toStdString()).IsMap() ? one->models : one->cloud;
                if (!list.contains(name))
                    list << name;
            }
        }
    }

    // An agent that several models suit is one agent.
    void readModels()
    {
        if (!m_local.IsMap())
            return;
        for (const auto &entry : m_local) {
            YAML::Node names = member(entry.second, "suitable_agents");
            if (!names.IsSequence())
                names = member(entry.second, "agents");
            if (!names.IsSequence())
                continue;
            const QString model = text(entry.first);
            for (const YAML::Node &name : names)
                if (Agent *one = agent(name); one && !one->models.contains(model))
                    one->models << model;
        }
    }

    QByteArray documentOf(const Agent &agent) const
    {
        static const QRegularExpression kNoLabel(u"[^a-z0-9]"_s);
        const QString primary = agent.models.value(0);
        const YAML::Node model = member(m_local, primary.toStdString());
        const QString title = text(member(model, "name"));
        QJsonObject configuration,
            preferences{
                {u"fallback"_s, QJsonArray::fromStringList(agent.models.mid(1) + agent.cloud)}};
        const auto put = [](QJsonObject &into, const QString &key, const QString &value) {
            if (!value.isEmpty())
                into.insert(key, value);
        };
        put(configuration, u"model"_s, primary);
        put(configuration, u"quantization"_s, text(member(model, "quantization")));
        put(preferences, u"primary"_s, primary.isEmpty() ? agent.cloud.value(0) : primary);
        QJsonArray capabilities;
        if (const YAML::Node all = member(model, "capabilities"); all.IsSequence())
            for (const YAML::Node &one : all)
                if (one.IsScalar() && capabilities.size() < 1000)
                    capabilities.append(text(one));
        QJsonObject json{{u"configuration"_s, configuration}, {u"model_preferences"_s, preferences},
            {u"capabilities"_s, capabilities}};
        if (!primary.isEmpty())
            json.insert(u"description"_s,
                u"AI agent powered by %1"_s.arg(title.isEmpty() ? primary : title));
        put(json, u"subdomain"_s, QString::fromUtf8(agent.name).toLower().remove(kNoLabel));
        put(json, u"endpoint"_s, text(member(model, "endpoint")));
        put(json, u"fallback_model"_s, agent.cloud.value(0));
        return QJsonDocument(json).toJson(QJsonDocument::Compact);
    }

    YAML::Node m_root, m_local;
    std::vector<Agent> m_agents;
    QHash<QByteArray, size_t> m_places;
    size_t m_names = 0;
};

Result<std::vector<Entry>> readAgents(const QString &path)
{
    const auto content = readFile(path, kLargestFile);
    if (!content)
        return content.error();
    const Error broken =
        invalid(Words::tr("%1 is no valid YAML. Mend it and open the source again.").arg(path));
    try { // yaml-cpp reports by exceptions; none leaves this function
        return Reader(YAML::Load(content.value().toStdString())).agents(path);
    } catch (const YAML::Exception &e) {
        if (e.mark.is_null())
            return broken;
        return invalid(Words::tr("%1 is no valid YAML: line %2, column %3 cannot be read. Mend it "
                                 "and open the source again.")
                           .arg(path)
                           .arg(e.mark.line + 1)
                           .arg(e.mark.column + 1));
    } catch (const std::exception &) {
        return broken;
    }
}

class AgentsReader : public DocumentReader
{
public:
    AgentsReader(std::shared_ptr<const std::vector<Entry>> entries, qint64 from)
        : m_entries(std::move(entries)), m_at(from - 1)
    {
    }
    Result<bool> next(Document &document) override
    {
        if (++m_at >= qint64(m_entries->size()))
            return false;
        if (auto read = document.readJson(raw()); !read)
            return read.error();
        m_read += now().json.size();
        return true;
    }
    Position position() const override { return QByteArray::number(m_at); }
    QString where() const override { return u"agent "_s + QString::fromUtf8(now().name); }
    std::string_view raw() const override
    {
        return {now().json.constData(), size_t(now().json.size())};
    }
    qint64 bytesRead() const override { return m_read; }
    qint64 number() const override { return m_at; }
    Cell extra(int) const override
    {
        return {Cell::Kind::Text, 0, 0, {now().name.constData(), size_t(now().name.size())}};
    }

private:
    const Entry &now() const
    {
        return (*m_entries)[size_t(std::clamp<qint64>(m_at, 0, qint64(m_entries->size()) - 1))];
    }

    std::shared_ptr<const std::vector<Entry>> m_entries;
    qint64 m_at, m_read = 0;
};

} // namespace

SourceOption agentsOption()
{
    return {"models",
        QT_TRANSLATE_NOOP("gatehouse::migration::Words", "Models file with the agents"),
        SourceOption::Kind::File};
}

QString agentsFileNear(const QString &dump)
{
    const QFileInfo own(dump);
    QStringList folders{own.absolutePath()};
    if (own.isDir())
        folders.prepend(own.absoluteFilePath());
    else
        folders << QFileInfo(own.absolutePath()).absolutePath();
    for (const QString &folder : folders)
        for (const auto name : {"/ai_models_config.yml"_L1, "/config/ai_models_config.yml"_L1,
                 "/ai_models_config.yaml"_L1, "/config/ai_models_config.yaml"_L1})
            if (QFileInfo(folder + name).isFile())
                return folder + name;
    return {};
}

Result<Collection> agentsCollection(const QString &path)
{
    auto read = readAgents(path);
    if (!read)
        return read.error();
    auto entries = std::make_shared<const std::vector<Entry>>(std::move(read).value());
    return Collection{u"agents"_s, QFileInfo(path).size(), {u"_key"_s},
        [entries](const Position &from) -> Result<std::unique_ptr<DocumentReader>> {
            const qint64 at = from.toLongLong();
            if (at < 0 || at >= qint64(entries->size()))
                return badPosition(u"agents"_s);
            return std::unique_ptr<DocumentReader>(std::make_unique<AgentsReader>(entries, at));
        }};
}

Result<> addAgents(
    DocumentFiles &files, const OpenRequest &request, const QString &near, QStringList &read)
{
    const QString named = sourcePath(request.options.value(u"models"_s).toString());
    const QString path = named.isEmpty() ? near : named;
    if (path.isEmpty())
        return Done{};
    auto agents = agentsCollection(path);
    if (agents) {
        files.collections.push_back(std::move(agents).value());
        read << path;
    } else if (!named.isEmpty()) {
        return agents.error();
    } else {
        files.notMoved << agents.error().text;
    }
    return Done{};
}

} // namespace gatehouse::migration
