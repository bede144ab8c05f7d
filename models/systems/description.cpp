#include "systems/description.h"

#include "systems/check.h"
#include "systems/fields.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Description)
};

// JSON merge patch (RFC 7386): objects merge, null removes, all else replaces.
QJsonObject patched(QJsonObject base, const QJsonObject &patch)
{
    for (auto i = patch.begin(); i != patch.end(); ++i) {
        if (i.value().isNull())
            base.remove(i.key());
        else if (i.value().isObject())
            base.insert(i.key(), patched(base.value(i.key()).toObject(), i.value().toObject()));
        else
            base.insert(i.key(), i.value());
    }
    return base;
}

// A shape may say "like": the id of an earlier one, and then only what differs.
QJsonArray withParents(const QJsonArray &shapes, QStringList *trouble)
{
    QJsonArray resolved;
    QMap<QString, QJsonObject> byId;
    for (qsizetype i = 0; i < shapes.size(); ++i) {
        QJsonObject shape = shapes.at(i).toObject();
        const QJsonValue like = shape.take("like"_L1);
        if (!like.isUndefined()) {
            if (byId.contains(like.toString()))
                shape = patched(byId.value(like.toString()), shape);
            else
                trouble->append(
                    u"shapes[%1].like: "_s.arg(i) + Words::tr("is not the id of an earlier shape"));
        }
        byId.insert(shape.value("id"_L1).toString(), shape);
        resolved.append(shapes.at(i).isObject() ? QJsonValue(shape) : shapes.at(i));
    }
    return resolved;
}

} // namespace

const Shape *Description::shape(const QString &shapeId) const
{
    for (const Shape &shape : shapes) {
        if (shape.id == shapeId)
            return &shape;
    }
    return nullptr;
}

Result<Description> parseDescription(const QJsonObject &json)
{
    QStringList trouble;
    QJsonObject whole = json;
    if (whole.value("shapes"_L1).isArray())
        whole.insert("shapes"_L1, withParents(whole.value("shapes"_L1).toArray(), &trouble));
    Description description;
    Archive archive(whole, {}, &trouble);
    fields(archive, description);
    archive.finish();
    if (trouble.isEmpty())
        trouble = checkDescription(description);
    if (!trouble.isEmpty()) {
        return invalid(
            Words::tr(
                "The description of the system cannot be used. %1. Mend it and read it again.")
                .arg(trouble.first()),
            trouble.join(u'\n'));
    }
    return description;
}

QString translated(const QString &source)
{
    return QCoreApplication::translate("systems", source.toUtf8().constData());
}

QJsonObject toJson(const Description &description)
{
    Description copy = description;
    return Archive::written(copy);
}

} // namespace gatehouse::systems
