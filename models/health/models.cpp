#include "health/models.h"

#include "health/words.h"

#include <QJsonArray>

namespace gatehouse::health {

namespace {

constexpr qsizetype kMostModels = 2000;

std::optional<std::vector<Model>> modelsOf(
    const Answer &answer, QLatin1StringView list, QLatin1StringView name)
{
    const auto object = jsonObject(answer);
    if (!object || !object->value(list).isArray())
        return std::nullopt;
    std::vector<Model> models;
    const QJsonArray array = object->value(list).toArray();
    for (qsizetype i = 0; i < std::min(array.size(), kMostModels); ++i) {
        const QJsonValue one = array.at(i);
        Model model{one[name].toString().left(300)};
        if (model.name.isEmpty())
            model.name = one[u"model"].toString().left(300);
        if (one[u"size"].isDouble())
            model.bytes = one[u"size"].toInteger();
        if (one[u"size_vram"].isDouble())
            model.gpuBytes = one[u"size_vram"].toInteger();
        if (!model.name.isEmpty())
            models.push_back(model);
    }
    return models;
}

QString normal(const QString &name)
{
    const QString lower = name.trimmed().toLower();
    const qsizetype slash = lower.lastIndexOf(u'/');
    return lower.indexOf(u':', slash + 1) < 0 ? lower + ":latest"_L1 : lower;
}

Judgement judgeExpected(const Endpoint &endpoint, const QString &server,
    const std::vector<Model> &installed, const std::optional<std::vector<Model>> &loaded)
{
    const QString wanted = quoted(endpoint.expectedModel);
    if (installed.empty())
        return bad(State::WrongModel, "model-absent",
            Words::tr("%1 has no model at all, and %2 is expected; install it.")
                .arg(server, wanted));
    if (!findModel(installed, endpoint.expectedModel))
        return bad(State::WrongModel, "model-absent",
            Words::tr("%1 serves %2, and %3 is expected; install it or correct the address.")
                .arg(server, modelList(installed), wanted));
    if (!loaded)
        return up(Words::tr("%1 is there.").arg(wanted));
    const Model *running = findModel(*loaded, endpoint.expectedModel);
    if (!running)
        return up(Words::tr("%1 is installed and not loaded; the first request will load it.")
                      .arg(wanted));
    if (running->bytes > 0 && running->gpuBytes >= 0 && running->gpuBytes < running->bytes)
        return up(running->gpuBytes == 0
                ? Words::tr("%1 is installed and loaded, on the processor alone.").arg(wanted)
                : Words::tr("%1 is installed and loaded, %2 of %3 on the GPU.")
                      .arg(wanted, bytesText(running->gpuBytes), bytesText(running->bytes)));
    return up(running->gpuBytes > 0
            ? Words::tr("%1 is installed and loaded, %2 on the GPU.")
                  .arg(wanted, bytesText(running->gpuBytes))
            : Words::tr("%1 is installed and loaded.").arg(wanted));
}

} // namespace

std::optional<std::vector<Model>> ollamaModels(const Answer &answer)
{
    return modelsOf(answer, "models"_L1, "name"_L1);
}

std::optional<std::vector<Model>> openAiModels(const Answer &answer)
{
    return modelsOf(answer, "data"_L1, "id"_L1);
}

bool sameModel(const QString &one, const QString &other) { return normal(one) == normal(other); }

const Model *findModel(const std::vector<Model> &models, const QString &name)
{
    for (const Model &model : models)
        if (sameModel(model.name, name))
            return &model;
    return nullptr;
}

Judgement judgeModels(const Endpoint &endpoint, const QString &server,
    const std::vector<Model> &installed, const std::optional<std::vector<Model>> &loaded)
{
    Judgement judgement;
    if (!endpoint.expectedModel.isEmpty())
        judgement = judgeExpected(endpoint, server, installed, loaded);
    else if (installed.empty())
        judgement = up(Words::tr("%1 answers and has no model.").arg(server));
    else
        judgement = up(Words::tr("%1 answers and serves %2.").arg(server, modelList(installed)));
    judgement.installed = installed;
    judgement.loaded = loaded;
    return judgement;
}

QString modelList(const std::vector<Model> &models)
{
    constexpr size_t kNamed = 2;
    QStringList names;
    for (size_t i = 0; i < std::min(models.size(), kNamed); ++i)
        names << quoted(models[i].name);
    if (models.size() > kNamed)
        return Words::tr("%1 and %n more", nullptr, int(models.size() - kNamed))
            .arg(names.join(u", "_s));
    return names.join(u", "_s);
}

QString bytesText(qint64 bytes)
{
    if (bytes < 1'000'000'000)
        return Words::tr("%1 MB").arg(double(bytes) / 1e6, 0, 'f', 0);
    return Words::tr("%1 GB").arg(double(bytes) / 1e9, 0, 'f', 1);
}

} // namespace gatehouse::health
