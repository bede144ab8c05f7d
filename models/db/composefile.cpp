#include "db/composefile.h"

#include "base/dotenv.h"
#include "db/words.h"

#include <QCoreApplication>

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace gatehouse::db {

namespace {

// A missing member is a null node here; yaml-cpp's own answer throws at the first question.
YAML::Node member(const YAML::Node &node, const char *name)
{
    const YAML::Node found = node.IsMap() ? node[name] : YAML::Node();
    return found.IsDefined() ? found : YAML::Node();
}

class Reader
{
public:
    explicit Reader(const QMap<QString, QString> &variables) : m_variables(variables) { }

    ComposeService service(const std::string &name, const YAML::Node &node)
    {
        m_service = {};
        m_service.name = QString::fromStdString(name);
        if (!node.IsMap())
            return m_service;
        m_service.image = text(member(node, "image"));
        environment(member(node, "environment"), 0);
        if (const YAML::Node files = member(node, "env_file"); files.IsScalar())
            m_service.envFiles << text(files);
        else if (files.IsSequence())
            for (const YAML::Node &file : files)
                m_service.envFiles << text(file.IsMap() ? member(file, "path") : file);
        if (const YAML::Node ports = member(node, "ports"); ports.IsSequence())
            for (const YAML::Node &entry : ports)
                port(entry);
        return m_service;
    }

private:
    QString text(const YAML::Node &node)
    {
        if (!node.IsScalar())
            return {};
        const Expanded expanded = expandVariables(
            QString::fromStdString(node.Scalar()), Variables::Compose, [this](const QString &name) {
                const auto it = m_variables.find(name);
                return it == m_variables.end() ? std::optional<QString>{} : std::optional(*it);
            });
        m_service.missing << expanded.missing;
        return expanded.text;
    }

    void environment(const YAML::Node &node, int depth)
    {
        if (node.IsSequence()) {
            for (const YAML::Node &entry : node) {
                const QString line = text(entry);
                const qsizetype equals = line.indexOf(u'=');
                const QString key = equals < 0 ? line : line.first(equals);
                if (equals >= 0)
                    m_service.environment.insert(key, line.sliced(equals + 1));
                else if (m_variables.contains(key)) // passed through
                    m_service.environment.insert(key, m_variables.value(key));
            }
        } else if (node.IsMap()) {
            if (depth < 4) {
                const YAML::Node merged = member(node, "<<");
                if (merged.IsSequence())
                    for (const YAML::Node &part : merged)
                        environment(part, depth + 1);
                else if (merged.IsMap())
                    environment(merged, depth + 1);
            }
            for (const auto &entry : node) {
                const QString key = QString::fromStdString(entry.first.Scalar());
                if (key == u"<<"_s)
                    continue;
                if (entry.second.IsScalar())
                    m_service.environment.insert(key, text(entry.second));
                else if (m_variables.contains(key))
                    m_service.environment.insert(key, m_variables.value(key));
            }
        }
    }

    // "5433:5432", "127.0.0.1:5433:5432", "[::1]:5433:5432", "5432", or {target:, published:}
    void port(const YAML::Node &node)
    {
        ComposePort found;
        if (node.IsMap()) {
            found = {text(member(node, "host_ip")), text(member(node, "published")).toInt(),
                text(member(node, "target")).toInt()};
        } else {
            const QString line = text(node).section(u'/', 0, 0);
            const qsizetype last = line.lastIndexOf(u':');
            const qsizetype before = last > 0 ? line.lastIndexOf(u':', last - 1) : -1;
            found.target = line.sliced(last + 1).toInt();
            if (last > 0)
                found.published = line.sliced(before + 1, last - before - 1).toInt();
            if (before > 0)
                found.hostIp = line.first(before).remove(u'[').remove(u']');
        }
        if (found.target > 0)
            m_service.ports.push_back(found);
    }

    const QMap<QString, QString> &m_variables;
    ComposeService m_service;
};
} // namespace

const ComposePort *ComposeService::portTo(int target) const
{
    const auto it = std::find_if(ports.begin(), ports.end(),
        [&](const ComposePort &p) { return p.target == target && p.published > 0; });
    return it == ports.end() ? nullptr : &*it;
}

Result<std::vector<ComposeService>> readCompose(
    const QByteArray &content, const QMap<QString, QString> &variables)
{
    try { // yaml-cpp reports by exceptions; none leaves this function
        const YAML::Node root = YAML::Load(content.toStdString());
        const YAML::Node services = member(root, "services");
        if (!services.IsMap())
            return invalid(
                Words::tr("The file has no list of services, so it is no compose file."));
        Reader reader(variables);
        std::vector<ComposeService> all;
        for (const auto &entry : services)
            all.push_back(reader.service(entry.first.Scalar(), entry.second));
        return all;
    } catch (const YAML::Exception &e) {
        const YAML::Mark mark = e.mark;
        return invalid(Words::tr(
            "The compose file is no valid YAML: line %1, column %2 cannot be read. Mend it and "
            "open it again.")
                           .arg(mark.line + 1)
                           .arg(mark.column + 1));
    } catch (const std::exception &) {
        return invalid(
            Words::tr("The compose file cannot be read as YAML. Mend it and open it again."));
    }
}

} // namespace gatehouse::db
