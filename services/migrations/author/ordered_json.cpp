// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/migrations/author/ordered_json.h"

#include "services/core/error.h"
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace arborist::migrations {

namespace {

constexpr int kMostLevels = 200;

QByteArray quoted(const QString &value)
{
    QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return json.mid(1, json.size() - 2);
}

QString unquoted(const QByteArray &scalar)
{
    return QJsonDocument::fromJson('[' + scalar + ']').array().at(0).toString();
}

} // namespace

class OrderedJsonParser
{
    Q_DECLARE_TR_FUNCTIONS(OrderedJson)

public:
    OrderedJsonParser(const QByteArray &text, const QString &shownName)
        : m_text(text),
          m_name(shownName)
    {
    }

    OrderedJson parse()
    {
        // The parser of Qt tells what is wrong, and that the scalars are what they should be.
        QJsonParseError error;
        QJsonDocument::fromJson(m_text, &error);
        if (error.error != QJsonParseError::NoError)
            throw failure(error.offset, error.errorString());
        OrderedJson value = readValue(0);
        return value;
    }

private:
    Error failure(qsizetype at, const QString &why) const
    {
        const auto line = 1 + m_text.left(at).count('\n');
        return Error(tr("%1, line %2, is not JSON: %3.").arg(m_name).arg(line).arg(why),
                     tr("Restore it from the history of the project, or mend it by hand."))
            .setWhere(QStringLiteral("%1:%2").arg(m_name).arg(line));
    }

    char next()
    {
        while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
            ++m_at;
        return m_at < m_text.size() ? m_text[m_at] : '\0';
    }

    QByteArray readScalar()
    {
        const qsizetype from = m_at;
        if (m_text[m_at] == '"') {
            for (++m_at; m_at < m_text.size() && m_text[m_at] != '"'; ++m_at) {
                if (m_text[m_at] == '\\')
                    ++m_at;
            }
            ++m_at;
        } else {
            while (m_at < m_text.size() && !QByteArrayView(" \t\r\n,]}").contains(m_text[m_at]))
                ++m_at;
        }
        return m_text.mid(from, m_at - from);
    }

    OrderedJson readValue(int level)
    {
        const char first = next();
        if (first != '{' && first != '[')
            return OrderedJson(OrderedJson::Kind::Scalar, readScalar());
        if (level >= kMostLevels)
            throw failure(m_at, tr("it is nested too deeply"));
        const bool isObject = first == '{';
        const char last = isObject ? '}' : ']';
        OrderedJson value(isObject ? OrderedJson::Kind::Object : OrderedJson::Kind::Array);
        ++m_at;
        while (next() != last && m_at < m_text.size()) {
            if (isObject) {
                value.m_names.push_back(readScalar());
                next();
                ++m_at; // the colon
            }
            value.m_items.push_back(readValue(level + 1));
            if (next() == ',')
                ++m_at;
        }
        ++m_at;
        return value;
    }

    const QByteArray &m_text;
    QString m_name;
    qsizetype m_at = 0;
};

OrderedJson OrderedJson::parse(const QByteArray &text, const QString &shownName)
{
    return OrderedJsonParser(text, shownName).parse();
}

OrderedJson OrderedJson::text(const QString &value)
{
    return OrderedJson(Kind::Scalar, quoted(value));
}

OrderedJson OrderedJson::number(qint64 value)
{
    return OrderedJson(Kind::Scalar, QByteArray::number(value));
}

OrderedJson OrderedJson::boolean(bool value)
{
    return OrderedJson(Kind::Scalar, value ? "true" : "false");
}

QString OrderedJson::toText() const
{
    return m_scalar.startsWith('"') ? unquoted(m_scalar) : QString();
}

qint64 OrderedJson::toNumber(qint64 otherwise) const
{
    bool isNumber = false;
    const qint64 number = m_scalar.toLongLong(&isNumber);
    return isNumber ? number : otherwise;
}

const OrderedJson *OrderedJson::find(const QByteArray &name) const
{
    return const_cast<OrderedJson *>(this)->find(name); // NOLINT: one search for both
}

OrderedJson *OrderedJson::find(const QByteArray &name)
{
    for (size_t i = 0; i < m_names.size(); ++i) {
        if (m_names[i] == '"' + name + '"')
            return &m_items[i];
    }
    return nullptr;
}

void OrderedJson::set(const QByteArray &name, OrderedJson value)
{
    if (OrderedJson *found = find(name)) {
        *found = std::move(value);
        return;
    }
    m_names.push_back('"' + name + '"');
    m_items.push_back(std::move(value));
}

QByteArray OrderedJson::print() const
{
    QByteArray out;
    print(out, 0);
    return out;
}

void OrderedJson::print(QByteArray &out, int level) const
{
    const bool isObject = m_kind == Kind::Object;
    if (m_kind == Kind::Scalar) {
        out += m_scalar;
        return;
    }
    out += isObject ? '{' : '[';
    for (size_t i = 0; i < m_items.size(); ++i) {
        out += (i == 0 ? "\n" : ",\n") + QByteArray(2 * (level + 1), ' ');
        if (isObject)
            out += m_names[i] + ": ";
        m_items[i].print(out, level + 1);
    }
    if (!m_items.empty())
        out += '\n' + QByteArray(2 * level, ' ');
    out += isObject ? '}' : ']';
}

} // namespace arborist::migrations
