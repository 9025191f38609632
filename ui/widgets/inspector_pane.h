// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace arborist {

class Label;
class SectionHead;

/// The right pane of a page: a head with the object and its owner, parts that scroll, and at most
/// two buttons at the bottom left.
class InspectorPane : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorPane(QWidget *parent = nullptr);

    void setHead(const QString &object, const QString &owner);
    /// What it is: bold, with a caption below; a tone sets off a problem.
    Label *addTitle();
    Label *addCaption();
    /// A bold heading with a paragraph; both hide while the paragraph is empty.
    Label *addSection(const QString &title);
    /// Any other part, over the full width.
    void addPart(QWidget *part);
    QPushButton *addButton(const QString &text);
    /// Shown instead of the parts while nothing is selected; empty text shows the parts.
    void setHint(const QString &text);

private:
    Label *addText(Label *label, int above);

    SectionHead *m_head;
    QWidget *m_content;
    QVBoxLayout *m_parts;
    QWidget *m_buttonRow;
    QHBoxLayout *m_buttons;
    Label *m_hint;
};

/// Sets a section's paragraph and hides both it and its heading when empty.
void setSectionText(Label *section, const QString &text);

} // namespace arborist
