// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/common/roles.h"
#include <QWidget>

namespace arborist {

class Label;
class StateGlyph;

/// Top of a page: title, sign and one status line; at the right what it was read from and when.
class PageHeader : public QWidget
{
    Q_OBJECT
public:
    explicit PageHeader(const QString &title, QWidget *parent = nullptr);

    /// "1,284 of 1,000,000 items drifted; 212 origins"
    void setStatus(Glyph glyph, const QString &text);
    QString status() const;
    /// "public.items, scanned 2 min ago in 1.45 s"
    void setMeta(const QString &text);

private:
    Label *m_title;
    StateGlyph *m_glyph;
    Label *m_status;
    Label *m_meta;
};

} // namespace arborist
