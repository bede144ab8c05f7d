#include "backup/keys.h"

#include "backup/words.h"

#include <sodium.h>

namespace gatehouse::backup {
namespace {

constexpr int kRecoveryBytes = 20;
constexpr int kLetters = 36, kSumLetters = 4, kGroup = 6;
constexpr auto kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr char kContext[] = "ghbackup"; // of crypto_kdf: eight bytes
constexpr qint64 kOperations = 3, kMemory = 128LL * 1024 * 1024;
// A manifest is not trusted yet when its figures are used.
constexpr qint64 kMostOperations = 20, kMostMemory = 1024LL * 1024 * 1024;

const unsigned char *bytesOf(const QByteArray &array)
{
    return reinterpret_cast<const unsigned char *>(array.constData());
}
unsigned char *bytesOf(QByteArray &array) { return reinterpret_cast<unsigned char *>(array.data()); }

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    ::randombytes_buf(bytes.data(), size_t(size));
    return bytes;
}

QByteArray sumOf(QByteArrayView of, size_t size, const QByteArray &key = {})
{
    QByteArray sum(qsizetype(size), Qt::Uninitialized);
    ::crypto_generichash(bytesOf(sum), size, reinterpret_cast<const unsigned char *>(of.data()),
        size_t(of.size()), key.isEmpty() ? nullptr : bytesOf(key), size_t(key.size()));
    return sum;
}

// Five bits a letter, the first byte's highest bits first.
QByteArray letters(const QByteArray &bytes, int count)
{
    QByteArray text;
    for (int i = 0; i < count; ++i) {
        int value = 0;
        for (int bit = i * 5; bit < i * 5 + 5; ++bit) {
            const int byte = bit / 8;
            const int set = byte < bytes.size() ? (uchar(bytes[byte]) >> (7 - bit % 8)) & 1 : 0;
            value = value * 2 + set;
        }
        text += kAlphabet[value];
    }
    return text;
}

QByteArray checkLetters(const QByteArray &raw)
{
    return letters(sumOf("gatehouse recovery key" + raw, 16), kSumLetters);
}

// -1: no letter of the alphabet.
int valueOf(char c)
{
    if (c >= 'a' && c <= 'z')
        c = char(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    const char *at = std::strchr(kAlphabet, c);
    return at && c != '\0' ? int(at - kAlphabet) : -1;
}

Secret derived(const Secret &master, uint64_t number)
{
    QByteArray key(crypto_kdf_KEYBYTES, Qt::Uninitialized);
    ::crypto_kdf_derive_from_key(
        bytesOf(key), crypto_kdf_KEYBYTES, number, kContext, bytesOf(master.view()));
    return Secret(std::move(key));
}

SharedDataKey dataKey(const Secret &master)
{
    auto key = std::make_shared<DataKey>();
    key->files = derived(master, 1);
    key->manifest = derived(master, 2);
    return key;
}

QByteArray wrapped(const Secret &master, const Secret &by)
{
    const QByteArray nonce = randomBytes(crypto_secretbox_NONCEBYTES);
    QByteArray box(qsizetype(crypto_secretbox_MACBYTES) + master.view().size(), Qt::Uninitialized);
    ::crypto_secretbox_easy(bytesOf(box), bytesOf(master.view()), size_t(master.view().size()),
        bytesOf(nonce), bytesOf(by.view()));
    return nonce + box;
}

// Empty when it does not fit.
Secret unwrapped(const QByteArray &both, const Secret &by)
{
    constexpr qsizetype kWhole =
        crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + crypto_kdf_KEYBYTES;
    if (both.size() != kWhole)
        return {};
    QByteArray master(crypto_kdf_KEYBYTES, Qt::Uninitialized);
    if (::crypto_secretbox_open_easy(bytesOf(master), bytesOf(both) + crypto_secretbox_NONCEBYTES,
            size_t(kWhole) - crypto_secretbox_NONCEBYTES, bytesOf(both), bytesOf(by.view()))
        != 0)
        return {};
    return Secret(std::move(master));
}

Result<Secret> fromPassphrase(const Lock &lock, const Secret &passphrase)
{
    if (lock.salt.size() != crypto_pwhash_SALTBYTES || lock.operations < 1
        || lock.operations > kMostOperations || lock.memory < 8192 || lock.memory > kMostMemory)
        return invalid(Words::tr("The manifest is not to be trusted: %1")
                           .arg(Words::tr("its figures for the passphrase are out of range.")));
    QByteArray key(crypto_secretbox_KEYBYTES, Qt::Uninitialized);
    if (::crypto_pwhash(bytesOf(key), crypto_secretbox_KEYBYTES, passphrase.view().constData(),
            size_t(passphrase.view().size()), bytesOf(lock.salt), size_t(lock.operations),
            size_t(lock.memory), crypto_pwhash_ALG_ARGON2ID13)
        != 0)
        return ioError(Words::tr("There is not enough memory to check the passphrase; %1 MB are "
                                 "needed.")
                           .arg(lock.memory / 1'000'000));
    return Secret(std::move(key));
}

Secret fromRecoveryKey(const Lock &lock, const RecoveryKey &recovery)
{
    return Secret(sumOf("gatehouse wrap" + lock.salt, crypto_secretbox_KEYBYTES,
        recovery.raw().view()));
}

bool isReady() { return ::sodium_init() >= 0; } // may be called again and again, in any thread

Error notReady()
{
    return ioError(Words::tr("The library for encryption cannot be used on this machine."));
}

} // namespace

RecoveryKey RecoveryKey::generate()
{
    (void)isReady();
    return RecoveryKey(Secret(randomBytes(kRecoveryBytes)));
}

Result<RecoveryKey> RecoveryKey::fromText(const Secret &text)
{
    if (!isReady())
        return notReady();
    QByteArray raw(kRecoveryBytes, '\0'), seen;
    for (const char c : text.view()) {
        if (c == '-' || c == ' ' || c == '\n' || c == '\r' || c == '\t')
            continue;
        const int value = valueOf(c);
        if (value < 0)
            return invalid(Words::tr("This is no recovery key: it holds something else than the "
                                     "letters and digits of one."));
        const qsizetype at = seen.size();
        seen += kAlphabet[value];
        for (int bit = 0; at < kLetters - kSumLetters && bit < 5; ++bit) {
            const qsizetype place = at * 5 + bit;
            if ((value >> (4 - bit)) & 1)
                raw[place / 8] = char(uchar(raw[place / 8]) | (0x80 >> (place % 8)));
        }
    }
    if (seen.size() != kLetters)
        return invalid(Words::tr("A recovery key has %1 letters and digits; this has %2.")
                           .arg(kLetters)
                           .arg(seen.size()));
    const bool fits = checkLetters(raw) == seen.last(kSumLetters);
    Secret(std::move(seen)); // wiped
    if (!fits)
        return invalid(Words::tr("There is a slip in this recovery key: its last letters do not fit "
                                 "the others. Compare it with what was written down."));
    return RecoveryKey(Secret(std::move(raw)));
}

Secret RecoveryKey::text() const
{
    const QByteArray plain =
        letters(m_raw.view(), kLetters - kSumLetters) + checkLetters(m_raw.view());
    QByteArray grouped;
    grouped.reserve(kLetters + kLetters / kGroup);
    for (qsizetype at = 0; at < plain.size(); at += kGroup)
        grouped += (at > 0 ? "-" : "") + plain.mid(at, kGroup);
    return Secret(std::move(grouped));
}

QString RecoveryKey::id() const
{
    return QString::fromLatin1(sumOf("gatehouse key id" + m_raw.view(), 16).first(4).toHex());
}

Result<Locked> makeLock(const Secret &passphrase, const RecoveryKey &recovery)
{
    if (!isReady())
        return notReady();
    const Secret master(randomBytes(crypto_kdf_KEYBYTES));
    Locked made;
    made.lock.salt = randomBytes(crypto_pwhash_SALTBYTES);
    made.lock.operations = kOperations;
    made.lock.memory = kMemory;
    made.lock.recoveryId = recovery.id();
    made.lock.byRecoveryKey = wrapped(master, fromRecoveryKey(made.lock, recovery));
    if (!passphrase.isEmpty()) {
        const auto by = fromPassphrase(made.lock, passphrase);
        if (!by)
            return by.error();
        made.lock.byPassphrase = wrapped(master, by.value());
    }
    made.key = dataKey(master);
    return made;
}

Result<SharedDataKey> openByPassphrase(const Lock &lock, const Secret &passphrase)
{
    if (!isReady())
        return notReady();
    if (lock.byPassphrase.isEmpty())
        return refused(Words::tr("This backup was made without a passphrase; only the recovery key "
                                 "%1 opens it.")
                           .arg(lock.recoveryId));
    const auto by = fromPassphrase(lock, passphrase);
    if (!by)
        return by.error();
    const Secret master = unwrapped(lock.byPassphrase, by.value());
    if (master.isEmpty())
        return refused(Words::tr("This passphrase does not open the backup. If it is lost, the "
                                 "recovery key %1 opens it, too.")
                           .arg(lock.recoveryId));
    return dataKey(master);
}

Result<SharedDataKey> openByRecoveryKey(const Lock &lock, const RecoveryKey &recovery)
{
    const Secret master = unwrapped(lock.byRecoveryKey, fromRecoveryKey(lock, recovery));
    if (!master.isEmpty())
        return dataKey(master);
    if (recovery.id() != lock.recoveryId)
        return refused(Words::tr("This is the recovery key %1, but the backup was made with the "
                                 "recovery key %2.")
                           .arg(recovery.id(), lock.recoveryId));
    return invalid(Words::tr("The manifest is not to be trusted: %1")
                       .arg(Words::tr("the wrapped key in it was changed.")));
}

QByteArray keyedSum(const Secret &key, const QByteArray &bytes)
{
    return sumOf(bytes, crypto_generichash_BYTES, key.view()).toHex();
}

} // namespace gatehouse::backup
