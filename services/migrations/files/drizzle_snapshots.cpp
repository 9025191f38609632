// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/files/drizzle_snapshots.h"

#include "services/migrations/files/file_text.h"
#include "services/migrations/files/json_slices.h"
#include "services/migrations/files/text.h"
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace arborist::migrations {
namespace {

/// A value on its own, as QJsonDocument takes only lists and objects.
QJsonValue valueOf(const QByteArray &json, const JsonSlice &slice)
{
    return QJsonDocument::fromJson('[' + json.mid(slice.begin, slice.end - slice.begin) + ']')
        .array()
        .at(0);
}

/// False where one of what is looked for is not (wholly) in the text.
bool readHead(const QByteArray &json, SnapshotHead &head)
{
    bool hasId = false, hasParents = false, hasVersion = false;
    for (const JsonSlice &member : jsonMembers(json, 0, 8).value_or(std::vector<JsonSlice>())) {
        if (!member.isWhole)
            break;
        if (member.key == "id") {
            head.id = valueOf(json, member).toString();
            hasId = true;
        } else if (member.key == "prevId") {
            head.parents = {valueOf(json, member).toString()};
            hasParents = true;
        } else if (member.key == "prevIds") {
            head.parents.clear();
            for (const QJsonValue &parent : valueOf(json, member).toArray())
                head.parents.append(parent.toString());
            hasParents = true;
        } else if (member.key == "version") {
            head.version = valueOf(json, member).toString();
            hasVersion = true;
        }
    }
    return hasId && hasParents && hasVersion;
}

/// drizzle-kit writes what matters first, and a closing brace last.
std::optional<SnapshotHead> readEnds(const QString &path)
{
    constexpr qint64 kHead = 4096;
    constexpr qint64 kTail = 16;
    QFile file(path);
    SnapshotHead head;
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly) ||
        !readHead(file.read(kHead), head))
        return std::nullopt;
    file.seek(std::max<qint64>(0, file.size() - kTail));
    return file.read(kTail).trimmed().endsWith('}') ? std::optional(head) : std::nullopt;
}

} // namespace

std::optional<SnapshotHead> readSnapshotHead(const QString &path, QString &problem)
{
    problem.clear();
    if (auto head = readEnds(path))
        return head;
    const FileText file = readFileText(path);
    problem = file.problem;
    if (!file.exists || !problem.isEmpty())
        return std::nullopt;
    QJsonParseError error;
    QJsonDocument::fromJson(file.text, &error);
    SnapshotHead head;
    if (error.error != QJsonParseError::NoError)
        problem =
            Text::tr("line %1: %2").arg(lineAt(file.text, error.offset)).arg(error.errorString());
    else if (!readHead(file.text, head))
        problem = Text::tr("it has no id or no parent");
    return problem.isEmpty() ? std::optional(head) : std::nullopt;
}

} // namespace arborist::migrations
