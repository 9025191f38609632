// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <vector>

namespace arborist::cli {

/// Aligned columns for a terminal. Control characters in cells (titles come from a database) are
/// shown as spaces, so that they cannot steer the terminal.
class TextTable
{
public:
    enum class Align { Left, Right };

    void addColumn(const QString &title, Align align = Align::Left);
    void addRow(const QStringList &cells);
    bool isEmpty() const { return m_rows.empty(); }
    /// Every line with that indentation and a line end; no trailing spaces.
    QString toString(int indentation = 2) const;
    /// The rows since the last call, as toString(), with the titles the first time. Columns keep
    /// the widths that they have had: a table that never is complete in memory.
    QString takePart(int indentation = 0);

private:
    void measure(std::vector<int> &widths) const;
    QString lines(const std::vector<int> &widths, bool titles, int indentation) const;

    std::vector<int> m_widths; ///< of the parts taken so far
    QStringList m_titles;
    std::vector<Align> m_align;
    std::vector<QStringList> m_rows;
};

/// Two columns, "Name  value".
QString keyValueLines(const std::vector<std::pair<QString, QString>> &lines, int indentation = 2);

/// The text without control characters.
QString printable(QString text);

} // namespace arborist::cli
