// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <utility>
#include <vector>

namespace arborist::migrations {

/// JSON whose members keep their order and whose numbers and strings stay as they are written: for
/// files that another tool owns and people compare by line. QJsonDocument sorts members.
class OrderedJson
{
public:
    enum class Kind { Scalar, Array, Object };

    /// Throws Error that names `shownName` and the line; also for more than 200 levels.
    static OrderedJson parse(const QByteArray &text, const QString &shownName);
    static OrderedJson text(const QString &value);
    static OrderedJson number(qint64 value);
    static OrderedJson boolean(bool value);
    static OrderedJson array() { return OrderedJson(Kind::Array); }
    static OrderedJson object() { return OrderedJson(Kind::Object); }

    Kind kind() const { return m_kind; }
    /// Of a text; empty for anything else.
    QString toText() const;
    /// Of a whole number; `otherwise` for anything else.
    qint64 toNumber(qint64 otherwise) const;

    std::vector<OrderedJson> &items() { return m_items; } ///< of an array
    const std::vector<OrderedJson> &items() const { return m_items; }
    bool isTrue() const { return m_scalar == "true"; }
    bool isNull() const { return m_scalar == "null"; }
    /// As it is written, with its quotes; empty for lists and objects.
    const QByteArray &scalar() const { return m_scalar; }
    /// Of an object's item, as it is written, without its quotes.
    QByteArray name(size_t item) const { return m_names[item].mid(1, m_names[item].size() - 2); }
    /// Of an object; null where there is none of that name.
    const OrderedJson *find(const QByteArray &name) const;
    OrderedJson *find(const QByteArray &name);
    /// Replaces it where it stands, or adds it at the end.
    void set(const QByteArray &name, OrderedJson value);

    /// As JSON.stringify(value, null, 2) writes it: no line end behind it.
    QByteArray print() const;

private:
    friend class OrderedJsonParser;
    explicit OrderedJson(Kind kind, QByteArray scalar = {})
        : m_kind(kind),
          m_scalar(std::move(scalar))
    {
    }
    void print(QByteArray &out, int level) const;

    Kind m_kind;
    QByteArray m_scalar;             ///< as it is written, with its quotes
    std::vector<QByteArray> m_names; ///< of an object, as they are written; one for each item
    std::vector<OrderedJson> m_items;
};

} // namespace arborist::migrations
