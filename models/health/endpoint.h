// What is watched: a model server, a back end or a service, and how far it may be asked (H1, H2).
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "systems/description.h"

#include <QMap>
#include <QStringList>
#include <QUrl>

#include <memory>
#include <optional>
#include <vector>

namespace gatehouse::health {

// How deep one look goes; each depth includes the ones before it. Completion costs the server work
// and may load a model, so it is only done on request, never by a watch.
enum class Depth { Port, Version, Models, Completion };
QString depthId(Depth depth); // "models"
std::optional<Depth> depthFromId(const QString &id);

struct Timeouts
{
    int connectMs = 2000;   // the name and the connection
    int firstByteMs = 5000; // from there to the first byte of the answer
    int wholeMs = 10000;    // of one question from its beginning
    bool operator==(const Timeouts &) const = default;
};

// A value; any thread. The secret is shared and never printed; url never holds one.
struct Endpoint
{
    QString id, title;
    QString kind; // of allProbes(): "ollama"
    QString url;  // base address without user and password
    QString path; // of the health page, where the kind has no path of its own
    QString expectedModel{};
    QStringList members{}, constantMembers{}; // dotted; a constant one proves nothing
    QStringList agents{}, fallbackAgents{};   // whom a model serves
    Depth depth = Depth::Models;
    int intervalSeconds = 60;
    Timeouts timeouts{};
    QString user{};                            // Redis, PostgreSQL; PayPal's client id
    std::shared_ptr<const Secret> secret{};    // password, bearer token or key; null: none
    QString secretVariable{};                  // where it came from; a name, shown
    bool liveKeys = false;                     // a payment key of real money may be used
    QString managementUrl{};                   // Keycloak's second port, when it is not 9000
    QString realm{};                           // Keycloak's; empty: master
    QString note{};                            // source text of a description

    // What history knows it by: the kind and where it is, whatever list it came from.
    QString key() const;
    QString place() const; // ":11434" on this machine, else "host:port"
    QUrl base() const;
    bool operator==(const Endpoint &) const = default;
};

// A port that the address leaves out.
int defaultPort(const QString &kind, const QString &scheme);

// The endpoints of a system as its description has them (onelastai's seven model ports...), moved
// by the variables of a .env: {"REDIS_URL": "redis://:secret@cache:6379"}. notes: one sentence for
// each variable that could not be used. Secrets are registered with addSecret().
std::vector<Endpoint> endpointsOf(const systems::Description &system,
    const QMap<QString, QString> &variables = {}, QStringList *notes = nullptr);

// What a .env names although no description does: model servers, Redis, Keycloak, payment keys.
std::vector<Endpoint> endpointsOf(
    const QMap<QString, QString> &variables, QStringList *notes = nullptr);

// The file of --endpoints:
//   {"endpoints": [{"id": "llama", "title": "Llama 3.2", "kind": "ollama",
//     "url": "http://localhost:11434", "path": "/health", "expectedModel": "llama3.2:3b",
//     "members": ["database.status"], "constantMembers": ["status"], "depth": "models",
//     "intervalSeconds": 60, "connectMs": 2000, "firstByteMs": 5000, "wholeMs": 10000,
//     "user": "name", "secretVariable": "NAME", "liveKeys": false, "managementUrl": "...",
//     "realm": "..."}]}
// Only kind and url must be there. Strict: an unknown member, a wrong type or a bad address is an
// Error Invalid that names its place. A secret is not written into it: secretVariable names the
// variable that holds it, looked up in `variables` (the environment).
Result<std::vector<Endpoint>> parseEndpoints(
    const QByteArray &json, const QMap<QString, QString> &variables);

// Takes user and password out of an address. Nothing when it is no address of a known scheme.
struct Address
{
    QString url, user;
    std::shared_ptr<const Secret> secret;
};
std::optional<Address> addressFrom(const QString &text);

} // namespace gatehouse::health
