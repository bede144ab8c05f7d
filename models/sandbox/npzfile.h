// A file as numpy.savez writes it, members stored and not packed.
#pragma once

#include <QByteArray>
#include <QList>

namespace gatehouse::sandbox {

struct NpyMember
{
    QByteArray name, descr, shape; // "idx", "<i8", "(3, 2)"
    QByteArray data{};
};

QByteArray npzOf(const QList<NpyMember> &members);

} // namespace gatehouse::sandbox
