// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/core/redact.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <array>

namespace arborist {

namespace {

QJsonValue redactedValue(const QJsonValue &value)
{
    if (value.isString())
        return redacted(value.toString());
    if (value.isObject())
        return redacted(value.toObject());
    if (!value.isArray())
        return value;
    QJsonArray array;
    for (const QJsonValue &element : value.toArray())
        array += redactedValue(element);
    return array;
}

} // namespace

QString redacted(QString text)
{
    struct Rule {
        QRegularExpression pattern;
        QString replacement;
    };
    constexpr auto anyCase = QRegularExpression::CaseInsensitiveOption;
    // A URL's password goes up to the last "@" before white space, a quote, "/" or "?": some
    // people do not encode an "@" in it.
    static const std::array<Rule, 4> rules{
        Rule{QRegularExpression(QStringLiteral("(://[^\\s:/@'\"]*:)[^\\s'\"/?]*@")),
             QStringLiteral("\\1***@")},
        Rule{QRegularExpression(
                 QStringLiteral("((?:password|passwd|pwd|secret|token|api_?key|access_?key)\\w*"
                                "[\"']?\\s*[=:]\\s*)('[^']*'|\"[^\"]*\"|[^\\s&,;'\"]+)"),
                 anyCase),
             QStringLiteral("\\1***")},
        Rule{QRegularExpression(QStringLiteral("(\\bpassword\\s+)('(?:[^']|'')*')"), anyCase),
             QStringLiteral("\\1***")},
        Rule{QRegularExpression(QStringLiteral("(\\bbearer\\s+)[\\w.~+/=-]+"), anyCase),
             QStringLiteral("\\1***")},
    };
    for (const Rule &rule : rules)
        text.replace(rule.pattern, rule.replacement);
    return text;
}

QJsonObject redacted(const QJsonObject &object)
{
    QJsonObject clean;
    for (auto it = object.begin(); it != object.end(); ++it)
        clean.insert(it.key(), redactedValue(it.value()));
    return clean;
}

} // namespace arborist
