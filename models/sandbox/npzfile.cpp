#include "sandbox/npzfile.h"

#include <QtEndian>

#include <zlib.h>

namespace gatehouse::sandbox {
namespace {

template <typename T>
QByteArray little(T value)
{
    const T swapped = qToLittleEndian(value);
    return {reinterpret_cast<const char *>(&swapped), sizeof swapped};
}

QByteArray npyOf(const NpyMember &member)
{
    QByteArray header = "{'descr': '" + member.descr
        + "', 'fortran_order': False, 'shape': " + member.shape + ", }";
    while ((10 + header.size() + 1) % 64 != 0)
        header += ' ';
    header += '\n';
    return QByteArray("\x93NUMPY\x01\0", 8) + little(quint16(header.size())) + header + member.data;
}

// What stands before a member and again in the list at the end.
QByteArray commonOf(const QByteArray &name, const QByteArray &content)
{
    const auto sum = quint32(
        crc32(0, reinterpret_cast<const Bytef *>(content.constData()), uInt(content.size())));
    return little(quint16(20)) + little(quint16(0)) + little(quint16(0))
        + little(quint32(0x5c210000)) + little(sum) + little(quint32(content.size()))
        + little(quint32(content.size())) + little(quint16(name.size())) + little(quint16(0));
}

} // namespace

QByteArray npzOf(const QList<NpyMember> &members)
{
    QByteArray file, list;
    for (const NpyMember &member : members) {
        const QByteArray name = member.name + ".npy", content = npyOf(member);
        const QByteArray common = commonOf(name, content);
        list += "PK\x01\x02" + little(quint16(20)) + common + QByteArray(10, '\0')
            + little(quint32(file.size())) + name;
        file += "PK\x03\x04" + common + name + content;
    }
    const auto count = quint16(members.size());
    return file + list + "PK\x05\x06" + QByteArray(4, '\0') + little(count) + little(count)
        + little(quint32(list.size())) + little(quint32(file.size())) + QByteArray(2, '\0');
}

} // namespace gatehouse::sandbox
