// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <QWidget>
#include <vector>

class QHBoxLayout;
class QLineEdit;

namespace arborist {

/// A field for each :name of the SQL; hidden where there is none. Values stay while their names do.
class ParameterBar : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterBar(QWidget *parent = nullptr);

    void setNames(const QStringList &names);
    QStringList names() const { return m_names; }
    QMap<QString, QString> values() const { return m_values; }
    /// Takes the focus to the first field without a value; false if all have one.
    bool focusMissing(const QStringList &wanted);

Q_SIGNALS:
    void runRequested(); ///< Enter in a field

private:
    QHBoxLayout *m_row;
    QStringList m_names;
    std::vector<QLineEdit *> m_fields;
    QMap<QString, QString> m_values;
};

/// The :names in the SQL, each once, in their order.
QStringList parameterNames(const QString &sql);

} // namespace arborist
