// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/style/arborist_style.h"
#include <QPushButton>

namespace arborist {

namespace {

QPushButton *button(const QString &text, const char *kind, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setProperty(variant::property, QString::fromLatin1(kind));
    made->setAutoDefault(true);
    return made;
}

} // namespace

QPushButton *primaryButton(const QString &text, QWidget *parent)
{
    return button(text, variant::primary, parent);
}

QPushButton *plainButton(const QString &text, QWidget *parent)
{
    return button(text, "", parent);
}

QPushButton *flatButton(const QString &text, QWidget *parent)
{
    return button(text, variant::flat, parent);
}

} // namespace arborist
