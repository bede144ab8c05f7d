// Descriptions come from users' files: whatever is done to a good one, reading it ends with a
// description that holds together or with an error that names a place.
#include "systems/description.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::systems;

namespace {

QJsonValue anything(QRandomGenerator &random)
{
    switch (random.bounded(9)) {
    case 0:
        return QJsonValue::Null;
    case 1:
        return random.bounded(2) == 0;
    case 2:
        return random.bounded(2000) - 1000;
    case 3:
        return 1e308;
    case 4:
        return QString();
    case 5:
        return u"a|b.c(d)!\u202E"_s;
    case 6:
        return QJsonArray{1, u"x"_s, QJsonObject()};
    case 7:
        return QJsonObject{{u"id"_s, u"x"_s}, {u""_s, 1}};
    default:
        return QString(random.bounded(5000), u'x');
    }
}

// One place somewhere inside replaced, removed or added.
QJsonValue mutated(const QJsonValue &value, QRandomGenerator &random)
{
    if (random.bounded(6) == 0)
        return anything(random);
    if (value.isObject() && !value.toObject().isEmpty()) {
        QJsonObject object = value.toObject();
        const QString key = object.keys().at(random.bounded(int(object.size())));
        const int act = random.bounded(12);
        if (act == 0)
            object.remove(key);
        else if (act == 1)
            object.insert(u"unknown"_s, anything(random));
        else
            object.insert(key, mutated(object.value(key), random));
        return object;
    }
    if (value.isArray() && !value.toArray().isEmpty()) {
        QJsonArray array = value.toArray();
        const int at = random.bounded(int(array.size()));
        if (random.bounded(8) == 0)
            array.removeAt(at);
        else
            array[at] = mutated(array.at(at), random);
        return array;
    }
    return anything(random);
}

} // namespace

class DescriptionsFuzz : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mutations_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void mutations()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        const int rounds = qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 5000 : 250;
        int accepted = 0, refused = 0;
        const std::vector<Description> all = allDescriptions();
        for (int i = 0; i < rounds; ++i) {
            QJsonValue json = toJson(all[size_t(random.bounded(int(all.size())))]);
            for (int n = random.bounded(1, 4); n > 0; --n)
                json = mutated(json, random);
            const auto parsed = parseDescription(json.toObject());
            if (!parsed) {
                ++refused;
                QVERIFY(parsed.error().detail.contains(u": "_s));
                continue;
            }
            ++accepted;
            const auto again = parseDescription(toJson(parsed.value()));
            QVERIFY2(again, again ? "" : qPrintable(again.error().detail));
            QVERIFY(again.value() == parsed.value());
        }
        QVERIFY(refused > 0);
        QVERIFY(accepted > 0); // else the mutations are too coarse to prove anything
    }
};

QTEST_GUILESS_MAIN(DescriptionsFuzz)
#include "descriptions.moc"
