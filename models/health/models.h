// Which models a server has, against the one that is expected (H2, H7). Pure.
#pragma once

#include "health/judgement.h"

namespace gatehouse::health {

// Ollama's /api/tags and /api/ps. Nothing when the answer has another shape. At most 2000.
std::optional<std::vector<Model>> ollamaModels(const Answer &answer);
// {"data": [{"id": ...}]} of /v1/models.
std::optional<std::vector<Model>> openAiModels(const Answer &answer);

// "mistral" is "mistral:latest"; letter case does not count.
bool sameModel(const QString &one, const QString &other);
const Model *findModel(const std::vector<Model> &models, const QString &name);

// Up, or WrongModel when the expected one is not there. loaded: none when the kind cannot tell.
Judgement judgeModels(const Endpoint &endpoint, const QString &server,
    const std::vector<Model> &installed, const std::optional<std::vector<Model>> &loaded);

QString modelList(const std::vector<Model> &models); // "a, b and 3 more"
QString bytesText(qint64 bytes);

} // namespace gatehouse::health
