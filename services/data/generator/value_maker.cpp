// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/data/generator/value_maker.h"

#include "services/data/generator/words.h"
#include "services/samples/people.h"
#include "services/samples/title_maker.h"
#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>
#include <algorithm>
#include <cmath>

namespace arborist::data {

namespace {

using Kind = ColumnFacts::Kind;
using samples::Random;

quint64 mixed(quint64 a, quint64 b)
{
    return Random(a ^ (b * 0x9E3779B97F4A7C15ULL)).next();
}

quint64 hashOf(const QString &name)
{
    quint64 hash = 0xcbf29ce484222325ULL; // FNV-1a
    for (const char c : name.toUtf8())
        hash = (hash ^ uchar(c)) * 0x100000001b3ULL;
    return hash;
}

bool has(const QString &name, const char *words)
{
    static QHash<const char *, QRegularExpression> known; // one thread makes values at a time
    auto found = known.find(words);
    if (found == known.end())
        found = known.insert(
            words, QRegularExpression(QStringLiteral("(^|_)(%1)(_|$)").arg(QLatin1String(words))));
    return found->match(name).hasMatch();
}

/// "createdAt" and "created-at" as "created_at".
QString snake(const QString &name)
{
    static const QRegularExpression hump(QStringLiteral("([a-z0-9])([A-Z])"));
    return QString(name).replace(hump, QStringLiteral("\\1_\\2")).toLower().replace(u'-', u'_');
}

/// In which order moments of one row come: made, begun, changed or ended, gone.
int rankOf(const QString &name)
{
    if (has(name, "created|inserted|registered|birth|born|dob"))
        return 0;
    if (has(name, "deleted|archived|removed|cancelled|canceled|revoked"))
        return 4;
    if (has(name, "end|ends|ended|due|closed|completed|finished|expires|expiry|until|to|deadline"))
        return 3;
    if (has(name, "updated|modified|changed|last|seen"))
        return 2;
    return 1;
}

} // namespace

ValueMaker::ValueMaker(quint64 seed, quint64 row, qint64 number)
    : m_seed(seed),
      m_row(row),
      m_number(number)
{
    const QByteArray name = samples::userName(qint64(mixed(seed, row) % 2000)).toUtf8();
    m_firstName = name.left(name.indexOf(' '));
    m_lastName = name.mid(name.indexOf(' ') + 1);
}

Random ValueMaker::chance(const ColumnFacts &column) const
{
    return Random(mixed(mixed(m_seed, m_row), hashOf(column.name)));
}

std::optional<QByteArray> ValueMaker::value(const ColumnFacts &column,
                                            const std::optional<QByteArray> &before) const
{
    Random random = chance(column);
    const QString name = snake(column.name);
    if (!column.isRequired && !column.isNumbered) {
        const bool isRare = has(name, "deleted|archived|removed|cancelled|canceled|revoked|parent");
        if (random.chance(isRare ? 900 : 80))
            return std::nullopt;
    }
    if (!column.rules.choices.isEmpty())
        return column.rules.choices[random.below(column.rules.choices.size())].toUtf8();
    switch (column.kind) {
    case Kind::Enum:
        return column.labels.isEmpty() ? std::optional<QByteArray>()
                                       : column.labels[random.below(column.labels.size())].toUtf8();
    case Kind::Bool:
        return random.chance(has(name, "deleted|archived|disabled|blocked|admin|hidden") ? 100
                                                                                         : 600)
                   ? "t"
                   : "f";
    case Kind::Integer:
    case Kind::Real:
    case Kind::Numeric:
        return number(column, random, before);
    case Kind::Date:
    case Kind::Timestamp:
        return moment(column, random, before);
    case Kind::Time:
        return QByteArray::number(random.between(8, 18)).rightJustified(2, '0') + ':' +
               QByteArray::number(15 * random.below(4)).rightJustified(2, '0') + ":00";
    case Kind::Interval:
        return QByteArray::number(15 * random.between(1, 40)) + " minutes";
    case Kind::Uuid:
        return uuid(random);
    case Kind::Json:
        return has(name, "tags|items|list|roles|labels")
                   ? QByteArray("[\"") + words::oneOf(words::kTags, random) + "\"]"
                   : QByteArray("{\"theme\": \"") + (random.chance(500) ? "dark" : "light") +
                         "\", \"notify\": " + (random.chance(500) ? "true" : "false") + '}';
    case Kind::Bytes:
        return "\\x" + QByteArray::number(random.next(), 16).rightJustified(16, '0') +
               QByteArray::number(quint64(m_number), 16).rightJustified(16, '0');
    case Kind::Address:
        return "192.0.2." + QByteArray::number(random.between(1, 254)); // RFC 5737
    case Kind::Array:
        return column.type == u"text[]" || column.type.startsWith(u"character varying")
                   ? '{' + QByteArray(words::oneOf(words::kTags, random)) + '}'
                   : QByteArray("{}");
    case Kind::Text:
        return fitted(text(column, random), column);
    case Kind::Other:
        break;
    }
    return std::nullopt;
}

QByteArray ValueMaker::uuid(Random &random) const
{
    // Version 4 in form; the number makes it different for certain.
    const quint64 high = mixed(random.next(), quint64(m_number));
    const quint64 low = mixed(high, m_seed);
    const auto hex = [](quint64 value, int digits) {
        return QByteArray::number(value, 16).rightJustified(digits, '0').right(digits);
    };
    return hex(high >> 32, 8) + '-' + hex(high >> 16, 4) + "-4" + hex(high, 3) + '-' +
           hex(0x8000 | ((low >> 48) & 0x3FFF), 4) + '-' + hex(low & 0xFFFFFFFFFFFFULL, 12);
}

QByteArray ValueMaker::text(const ColumnFacts &column, Random &random) const
{
    const QString name = snake(column.name);
    const QByteArray numbered = column.isNumbered ? QByteArray::number(m_number) : QByteArray();
    const auto with = [&](const QByteArray &text) {
        return numbered.isEmpty() ? text : text + ' ' + numbered;
    };
    const auto key = [&](const QByteArray &text) {
        return numbered.isEmpty() ? text : text + '-' + numbered;
    };
    const QByteArray login = m_firstName.toLower() + '.' + m_lastName.toLower();
    if (has(name, "email|mail|e_mail"))
        return login + numbered + "@example.com"; // RFC 2606
    if (has(name, "first_name|firstname|given_name|forename"))
        return with(m_firstName);
    if (has(name, "last_name|lastname|surname|family_name"))
        return with(m_lastName);
    if (has(name, "user_name|username|login|handle|nickname|nick"))
        return login + numbered;
    if (has(name, "password|passwd|pwd|password_hash|hash|digest"))
        return key("!"); // nobody logs in with it
    if (has(name, "token|secret|key|code|sku|reference|ref|external_id|uid"))
        return QByteArray::number(random.next() >> 16, 36).toUpper() + numbered;
    if (has(name, "slug|path"))
        return key(QByteArray(words::oneOf(words::kTags, random)));
    if (has(name, "url|uri|website|link|avatar|image|photo|homepage"))
        return "https://example.com/" + key(QByteArray(words::oneOf(words::kTags, random)));
    if (has(name, "phone|mobile|tel|telephone|fax"))
        return "+1 202 555 01" + QByteArray::number(random.between(10, 99)) + numbered;
    if (has(name, "city|town"))
        return with(words::oneOf(words::kCities, random));
    if (has(name, "country|country_code"))
        return column.length > 0 && column.length < 4
                   ? QByteArray(words::oneOf(words::kCountryCodes, random))
                   : with(words::oneOf(words::kCountries, random));
    if (has(name, "street|address|address_1|address1"))
        return with(QByteArray(words::oneOf(words::kStreets, random)) + ' ' +
                    QByteArray::number(random.between(1, 120)));
    if (has(name, "zip|postcode|postal_code|zip_code"))
        return QByteArray::number(random.between(10000, 99999)) + numbered;
    if (has(name, "currency"))
        return words::oneOf(words::kCurrencies, random);
    if (has(name, "locale|language|lang"))
        return words::oneOf(words::kLanguages, random);
    if (has(name, "timezone|time_zone|tz"))
        return words::oneOf(words::kTimeZones, random);
    if (has(name, "colour|color"))
        return '#' + QByteArray::number(random.next() & 0xFFFFFF, 16).rightJustified(6, '0');
    if (has(name, "status|state"))
        return key(words::oneOf(words::kStates, random));
    if (has(name, "type|kind|category|tag|label|role"))
        return key(words::oneOf(words::kTags, random));
    if (has(name, "company|organization|organisation|customer|vendor|supplier|employer"))
        return with(m_lastName + words::oneOf(words::kFirms, random));
    if (has(name,
            "author|owner|person|contact|assignee|full_name|fullname|display_name|created_by"))
        return with(m_firstName + ' ' + m_lastName);
    QByteArray title;
    samples::makeTitle(title, random.below(12), quint32(random.next()), random.below(4),
                       random.chance(500));
    if (has(name, "description|body|content|text|notes|note|comment|message|bio|summary|about")) {
        QByteArray more;
        samples::makeTitle(more, random.below(12), quint32(random.next()), 3, true);
        return with(title + ". " + more + '.');
    }
    return with(title);
}

QByteArray ValueMaker::fitted(QByteArray text, const ColumnFacts &column) const
{
    // All of it is ASCII: bytes are characters.
    int longest = column.length >= 0 ? column.length : std::numeric_limits<int>::max();
    longest = std::min(longest, column.rules.longest.value_or(longest));
    if (text.size() > longest) {
        const QByteArray number = QByteArray::number(m_number);
        text = column.isNumbered && number.size() <= longest
                   ? text.left(longest - number.size()) + number
                   : text.left(longest);
        if (!column.isNumbered)
            text = text.trimmed();
    }
    const int shortest = column.rules.shortest.value_or(0);
    while (text.size() < shortest)
        text += 'x';
    return text;
}

QByteArray ValueMaker::number(const ColumnFacts &column, Random &random,
                              const std::optional<QByteArray> &before) const
{
    const QString name = snake(column.name);
    if (column.isNumbered)
        return QByteArray::number(m_number);
    double least = 0, most = 1000;
    if (has(name, "price|amount|total|cost|salary|budget|balance|fee|revenue|sum"))
        most = 5000;
    else if (has(name, "percent|percentage|progress|percent_done|discount"))
        most = 100;
    else if (has(name, "rating|stars|score|priority"))
        least = 1, most = 5;
    else if (has(name, "age"))
        least = 18, most = 80;
    else if (has(name, "year"))
        least = 2000, most = 2026;
    else if (has(name, "latitude|lat"))
        least = -60, most = 70;
    else if (has(name, "longitude|lng|lon"))
        least = -180, most = 180;
    else if (has(name, "quantity|qty|count|seats"))
        least = 1, most = 20;
    else if (has(name, "position|sort|order|sort_order|rank|index|idx"))
        return QByteArray::number(m_row % 1000);
    else if (has(name, "depth|level|version|revision|child_count|descendant_count"))
        least = most = has(name, "version|revision") ? 1 : 0;
    if (column.rules.least)
        most = std::max(most, *column.rules.least + (most - least)), least = *column.rules.least;
    if (column.rules.most)
        least = std::min(least, *column.rules.most), most = std::min(most, *column.rules.most);
    if (column.rules.least)
        least = *column.rules.least;
    if (before)
        least = std::max(least, before->toDouble()), most = std::max(most, least + 10);
    if (column.kind == Kind::Integer) {
        most = std::min(most, double(column.most));
        const qint64 range = std::min<qint64>(qint64(most - least), 2'000'000'000) + 1;
        return QByteArray::number(qint64(std::ceil(least)) +
                                  random.below(std::max<qint64>(1, range)));
    }
    const int scale = column.kind == Kind::Numeric ? column.scale : 3;
    if (column.precision >= 0)
        most = std::min(most, std::pow(10.0, column.precision - column.scale) - 1);
    const double part = double(random.below(1'000'000)) / 1e6;
    return QByteArray::number(
        std::clamp(least + part * (most - least), least, std::max(least, most)), 'f',
        std::max(0, scale));
}

QByteArray ValueMaker::moment(const ColumnFacts &column, Random &random,
                              const std::optional<QByteArray> &before) const
{
    // Not from today's date, so that the same seed gives the same rows.
    static const QDateTime kFirst(QDate(2024, 1, 1), QTime(8, 0), QTimeZone::utc());
    const QString name = snake(column.name);
    const qint64 base = qint64(mixed(m_seed, m_row ^ 0xDA7E) % 600) * 86400;
    qint64 seconds =
        base + rankOf(name) * 20 * 86400 + random.below(20) * 86400 + random.below(36'000);
    if (has(name, "birth|born|dob|birthday|birth_date|birthdate|date_of_birth"))
        seconds -= (20LL + random.below(45)) * 365 * 86400;
    QDateTime time = kFirst.addSecs(seconds);
    if (before) {
        const QDateTime least = QDateTime::fromString(QString::fromLatin1(*before), Qt::ISODate);
        if (least.isValid() && least >= time)
            time = least.addSecs(86400LL * random.between(1, 30));
    }
    time.setTimeZone(QTimeZone::utc());
    return column.kind == Kind::Date ? time.date().toString(Qt::ISODate).toLatin1()
                                     : time.toString(Qt::ISODate).toLatin1();
}

} // namespace arborist::data
