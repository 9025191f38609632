// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>

namespace arborist {

class SqlHighlighter;

/// SQL to be read: coloured, with line numbers.
class SqlView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit SqlView(QWidget *parent = nullptr);

    void setSql(const QString &sql);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Gutter;
    void dress();
    void layOutGutter();
    int gutterWidth() const;
    void paintGutter(QPaintEvent *event);

    Gutter *m_gutter;
    SqlHighlighter *m_highlighter;
};

} // namespace arborist
