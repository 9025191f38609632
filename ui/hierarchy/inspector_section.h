// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace arborist {

class Label;

/// A bold word with a paragraph below: "Why", "Origin", "Rule". Hidden while it has no text. The
/// text may hold one link.
class InspectorSection : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorSection(const QString &title, bool muted = false, QWidget *parent = nullptr);

    void setText(const QString &text);
    /// A link on a line of its own below the text.
    void setLink(const QString &text);
    QString text() const;

Q_SIGNALS:
    void linkActivated();

private:
    Label *m_text;
    QPushButton *m_link;
};

} // namespace arborist
