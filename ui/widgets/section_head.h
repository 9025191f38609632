// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace arborist {

class Label;

/// A 28 px head of a pane or a section: bold text at the left, a quiet one at the right.
class SectionHead : public QWidget
{
    Q_OBJECT
public:
    explicit SectionHead(const QString &text, const QString &right = {}, QWidget *parent = nullptr);

    void setText(const QString &text);
    void setRight(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Label *m_text;
    Label *m_right;
};

} // namespace arborist
