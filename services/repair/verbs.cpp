// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/error.h"
#include "services/repair/repair.h"
#include <QCoreApplication>
#include <algorithm>

namespace arborist::repair {
namespace {

constexpr quint32 kPlaces = bit(Kind::D1) | bit(Kind::D2);
constexpr quint32 kRollups =
    bit(Kind::R1) | bit(Kind::R2) | bit(Kind::R3) | bit(Kind::R4) | bit(Kind::R5);
constexpr quint32 kDates = bit(Kind::T1) | bit(Kind::T2);

struct Verb {
    const char *name;
    quint32 kinds;
    quint32 choosable;
};

constexpr Verb verbs[] = {
    {"hierarchy", kPlaces, bit(Kind::S1) | bit(Kind::S2) | bit(Kind::S4) | bit(Kind::S8)},
    {"aggregations", kRollups, 0},
    {"dates", kDates, 0},
    {"orphans", bit(Kind::S3), 0},
    {"all", kPlaces | kRollups | kDates, 0},
};

const Verb &find(const QString &name)
{
    QStringList names;
    for (const Verb &verb : verbs) {
        if (name == QLatin1String(verb.name))
            return verb;
        names += QLatin1String(verb.name);
    }
    throw Error::usage(QCoreApplication::translate("Repair", "There is no repair “%1”.").arg(name),
                       QCoreApplication::translate("Repair", "Repairs of a hierarchy: %1.")
                           .arg(names.join(QStringLiteral(", "))));
}

} // namespace

bool isVerb(const QString &name)
{
    return std::any_of(std::begin(verbs), std::end(verbs),
                       [&](const Verb &verb) { return name == QLatin1String(verb.name); });
}

quint32 kindsOfVerb(const QString &verb)
{
    return find(verb).kinds;
}

quint32 choosableKinds(const QString &verb)
{
    return find(verb).choosable;
}

} // namespace arborist::repair
