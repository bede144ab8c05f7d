// Encrypted files of a backup: any change shows before the content is used; keys and their slips.
#include "backup/manifest.h"
#include "backup/sealed.h"
#include "backup/unlock.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::backup;

class BackupSealedTest : public QObject
{
    Q_OBJECT

    static constexpr qsizetype kStart = 32, kChunk = 256 * 1024 + 17;
    QTemporaryDir m_dir;
    SharedDataKey m_key;
    QByteArray m_plain; // two and a half chunks

    QString file(const QString &name) const { return m_dir.filePath(name); }
    static QByteArray bytes(const QString &path)
    {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static void put(const QString &path, const QByteArray &content)
    {
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(content), content.size());
    }
    void seal(const QString &name, const Binding &binding, const QByteArray &plain) const
    {
        const spawn::Fd out(::open(QFile::encodeName(file(name)).constData(),
            O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        Sealer sealer(binding, out.get());
        QVERIFY(sealer.write(QByteArrayView(plain).first(plain.size() / 3)));
        QVERIFY(sealer.write(QByteArrayView(plain).sliced(plain.size() / 3)));
        QVERIFY(sealer.finish());
    }
    Binding binding(const QString &name = u"database.dump"_s, const QString &id = u"1"_s) const
    {
        return {m_key, id, name};
    }
    static SharedDataKey fresh(const Secret &passphrase, const RecoveryKey &recovery, Lock *lock)
    {
        auto made = makeLock(passphrase, recovery);
        if (lock && made)
            *lock = made.value().lock;
        return made ? made.value().key : nullptr;
    }
    static Secret word(const char *text) { return Secret(QByteArray(text)); }

private Q_SLOTS:
    void initTestCase()
    {
        m_key = fresh({}, RecoveryKey::generate(), nullptr);
        QVERIFY(m_key);
        QRandomGenerator random(7);
        m_plain.resize(256 * 1024 * 5 / 2);
        random.generate(reinterpret_cast<quint32 *>(m_plain.data()),
            reinterpret_cast<quint32 *>(m_plain.data() + m_plain.size()));
    }

    void whatIsSealedComesBack_data()
    {
        QTest::addColumn<qsizetype>("size");
        for (const qsizetype size : {0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 512 * 1024})
            QTest::addRow("%d", int(size)) << size;
    }
    void whatIsSealedComesBack()
    {
        QFETCH(qsizetype, size);
        seal(u"a"_s, binding(), m_plain.first(size));
        const auto read = readSealed(file(u"a"_s), binding(), size);
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QCOMPARE(read.value(), m_plain.first(size));
        QVERIFY(size < 64 || !bytes(file(u"a"_s)).contains(m_plain.first(64)));
        if (size > 0)
            QVERIFY(!readSealed(file(u"a"_s), binding(), size - 1));
    }

    void anyChangeShows_data()
    {
        QTest::addColumn<QString>("says");
        for (const char *name : {"begin", "header", "first part flipped", "tag flipped",
                 "parts exchanged", "part doubled", "part of another file", "file of another backup",
                 "other file of this backup", "another key"})
            QTest::addRow("%s", name) << u"changed"_s;
        QTest::addRow("part missing at the end") << u"cut"_s;
        QTest::addRow("cut within a part") << u"changed"_s;
        QTest::addRow("something behind") << u"changed"_s;
        QTest::addRow("something behind the whole") << u"changed"_s;
        QTest::addRow("empty") << u"no encrypted"_s;
        QTest::addRow("in the clear") << u"no encrypted"_s;
    }
    void anyChangeShows()
    {
        QFETCH(QString, says);
        const QString row = QString::fromLatin1(QTest::currentDataTag());
        seal(u"good"_s, binding(), m_plain);
        const QByteArray good = bytes(file(u"good"_s));
        QByteArray bad = good;
        Binding with = binding();
        const auto part = [&](const QByteArray &of, int i) {
            return of.mid(kStart + i * kChunk, kChunk);
        };
        if (row == "begin"_L1) {
            bad[2] = char(bad[2] ^ 1);
            says = u"no encrypted"_s;
        } else if (row == "header"_L1) {
            bad[10] = char(bad[10] ^ 1);
        } else if (row == "first part flipped"_L1) {
            bad[kStart + 1000] = char(bad[kStart + 1000] ^ 64);
        } else if (row == "tag flipped"_L1) {
            bad[bad.size() - 1] = char(bad[bad.size() - 1] ^ 1);
        } else if (row == "parts exchanged"_L1) {
            bad = good.first(kStart) + part(good, 1) + part(good, 0) + part(good, 2);
        } else if (row == "part doubled"_L1) {
            bad = good.first(kStart + kChunk) + part(good, 0) + part(good, 1) + part(good, 2);
        } else if (row == "part of another file"_L1) {
            seal(u"other"_s, binding(), m_plain);
            bad = good.first(kStart + kChunk) + part(bytes(file(u"other"_s)), 1) + part(good, 2);
        } else if (row == "file of another backup"_L1) {
            with = binding(u"database.dump"_s, u"2"_s);
        } else if (row == "other file of this backup"_L1) {
            with = binding(u"schema.jsonl"_s);
        } else if (row == "another key"_L1) {
            with.key = fresh({}, RecoveryKey::generate(), nullptr);
        } else if (row == "part missing at the end"_L1) {
            bad = good.first(kStart + 2 * kChunk);
        } else if (row == "cut within a part"_L1) {
            bad.chop(5);
        } else if (row == "something behind"_L1) {
            bad += "x"; // the last part is shorter than others, so this becomes a piece of it
        } else if (row == "something behind the whole"_L1) {
            bad = good + QByteArray(kChunk - part(good, 2).size(), 'x') + "y";
        } else if (row == "empty"_L1) {
            bad.clear();
        } else {
            bad = m_plain;
        }
        put(file(u"bad"_s), bad);
        qsizetype taken = 0;
        const auto read = openSealed(file(u"bad"_s), with, [&](QByteArrayView content) {
            [&] { QCOMPARE(content, QByteArrayView(m_plain).sliced(taken, content.size())); }();
            taken += content.size();
            return true;
        });
        QVERIFY(!read);
        QVERIFY2(read.error().text.contains(says), qPrintable(read.error().text));
        QVERIFY(read.error().text.endsWith(u'.'));
    }

    void manyFlips()
    {
        seal(u"many"_s, binding(), m_plain.first(300'000));
        QByteArray all = bytes(file(u"many"_s));
        QRandomGenerator random(11);
        const int rounds = qEnvironmentVariableIsSet("GATEHOUSE_FULL") ? 5000 : 200;
        int seen = 0;
        for (int i = 0; i < rounds; ++i) {
            const qsizetype at = random.bounded(all.size());
            const char before = all[at];
            all[at] = char(before ^ (1 << random.bounded(8)));
            put(file(u"flip"_s), all);
            seen += readSealed(file(u"flip"_s), binding(), all.size()) ? 0 : 1;
            all[at] = before;
        }
        QCOMPARE(seen, rounds);
    }

    void eitherKeyOpensAndNoOther()
    {
        const RecoveryKey recovery = RecoveryKey::generate(), stranger = RecoveryKey::generate();
        Lock lock;
        const SharedDataKey key = fresh(word("correct horse"), recovery, &lock);
        QVERIFY(key);
        const auto byWord = openByPassphrase(lock, word("correct horse"));
        const auto byKey = openByRecoveryKey(lock, recovery);
        QVERIFY(byWord && byKey);
        QVERIFY(byWord.value()->files.equals(key->files.view()));
        QVERIFY(byKey.value()->manifest.equals(key->manifest.view()));
        const auto wrong = openByPassphrase(lock, word("correct house"));
        QVERIFY(!wrong && wrong.error().text.contains(recovery.id()));
        const auto other = openByRecoveryKey(lock, stranger);
        QVERIFY(!other && other.error().text.contains(stranger.id()));
        Lock touched = lock;
        touched.byRecoveryKey[40] = char(touched.byRecoveryKey[40] ^ 1);
        QVERIFY(!openByRecoveryKey(touched, recovery));
        touched = lock;
        touched.memory = 1LL << 40; // a manifest cannot make us take all memory
        QVERIFY(!openByPassphrase(touched, word("correct horse")));
        fresh({}, recovery, &lock);
        QVERIFY(openByPassphrase(lock, word("x")).error().text.contains(u"without a passphrase"_s));
    }

    void aRecoveryKeyIsReadAsPeopleWriteIt()
    {
        const RecoveryKey key = RecoveryKey::generate();
        const QString text = key.text().text();
        QCOMPARE(text.size(), 41);
        QString typed = text.toLower();
        typed.replace(u'-', u' ').replace(u'0', u'o').replace(u'1', u'l');
        QCOMPARE(RecoveryKey::fromText(Secret(typed)).value().id(), key.id());
        QString slip = text;
        slip[3] = slip[3] == u'7' ? u'8' : u'7';
        QVERIFY(RecoveryKey::fromText(Secret(slip)).error().text.contains(u"slip"_s));
        QString swapped = text;
        if (swapped[8] != swapped[9]) {
            std::swap(swapped[8], swapped[9]);
            QVERIFY(!RecoveryKey::fromText(Secret(swapped)));
        }
        QVERIFY(RecoveryKey::fromText(Secret(text.chopped(1))).error().text.contains(u"35"_s));
        QVERIFY(!RecoveryKey::fromText(word("pass phrase!")));
        QVERIFY(offerOf(Secret(text)).recovery);
        QVERIFY(!offerOf(word("pass phrase!")).recovery);
    }

    void aForgedManifestShows()
    {
        Lock lock;
        const SharedDataKey key = fresh({}, RecoveryKey::generate(), &lock);
        Manifest m;
        m.id = u"1"_s;
        m.database = u"shop"_s;
        m.encrypted = true;
        m.lock = lock;
        m.created = QDateTime::fromString(u"2026-11-21T18:45:00.123Z"_s, Qt::ISODateWithMs);
        sign(m, *key);
        auto read = readManifest(toJson(m));
        QVERIFY2(read, read ? "" : qPrintable(read.error().text));
        QVERIFY(*read.value().lock == lock);
        QVERIFY(isGenuine(read.value(), *key));
        Manifest forged = read.value();
        forged.database = u"shop2"_s; // its own checksum fits again
        auto seen = readManifest(toJson(forged));
        QVERIFY(seen);
        QVERIFY(!isGenuine(seen.value(), *key));
    }
};

QTEST_GUILESS_MAIN(BackupSealedTest)
#include "backupsealed.moc"
