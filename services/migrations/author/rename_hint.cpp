// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/generate.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace arborist::migrations {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RenameHint", text);
}

Error notUnderstood(const QString &text)
{
    return Error::usage(tr("The hint “%1” is not understood.").arg(text),
                        tr("Write public.items.title=new for something new, or "
                           "public.items.title=public.items.name for what was called so before; "
                           "with “enum:” and the like before it for what is neither a column nor "
                           "a table."));
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &text : array)
        texts << text.toString();
    return texts;
}

RenameHint fromJson(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    RenameHint hint;
    hint.kind = object[u"kind"].toString();
    const bool isRename = object[u"type"].toString() == u"rename";
    hint.entity = textsOf(object[isRename ? u"to" : u"entity"]);
    hint.from = isRename ? textsOf(object[u"from"]) : QStringList();
    if (hint.kind.isEmpty() || hint.entity.isEmpty())
        throw notUnderstood(text);
    return hint;
}

} // namespace

QString RenameQuestion::shown() const
{
    return kind + u' ' + entity.join(u'.');
}

RenameHint RenameHint::parse(const QString &text, const std::vector<RenameQuestion> &questions)
{
    if (text.startsWith(u'{'))
        return fromJson(text);
    const QString left = text.section(u'=', 0, 0).trimmed();
    const QString right = text.section(u'=', 1).trimmed();
    RenameHint hint;
    if (left.contains(u':'))
        hint.kind = left.section(u':', 0, 0);
    hint.entity = left.section(u':', -1).split(u'.');
    if (left.isEmpty() || right.isEmpty() || hint.entity.contains(QString()))
        throw notUnderstood(text);
    if (hint.kind.isEmpty()) {
        const auto asked =
            std::find_if(questions.begin(), questions.end(), [&](const RenameQuestion &question) {
                return question.entity == hint.entity;
            });
        if (asked != questions.end())
            hint.kind = asked->kind;
        else if (hint.entity.size() == 3)
            hint.kind = QStringLiteral("column");
        else if (hint.entity.size() == 2)
            hint.kind = QStringLiteral("table");
        else
            throw notUnderstood(text);
    }
    if (right == u"new")
        return hint;
    hint.from = right.split(u'.');
    // "b2=b" renames within the same table.
    if (hint.from.size() == 1)
        hint.from = hint.entity.mid(0, hint.entity.size() - 1) + hint.from;
    if (hint.from.size() != hint.entity.size() || hint.from.contains(QString()))
        throw notUnderstood(text);
    return hint;
}

QByteArray hintsJson(const std::vector<RenameHint> &hints)
{
    QJsonArray array;
    for (const RenameHint &hint : hints) {
        QJsonObject object{{QStringLiteral("kind"), hint.kind}};
        const QJsonArray entity = QJsonArray::fromStringList(hint.entity);
        if (hint.from.isEmpty()) {
            object.insert(QStringLiteral("type"), QStringLiteral("create"));
            object.insert(QStringLiteral("entity"), entity);
        } else {
            object.insert(QStringLiteral("type"), QStringLiteral("rename"));
            object.insert(QStringLiteral("from"), QJsonArray::fromStringList(hint.from));
            object.insert(QStringLiteral("to"), entity);
        }
        array.append(object);
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact);
}

} // namespace arborist::migrations
