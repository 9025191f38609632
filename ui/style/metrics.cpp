// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/metrics.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <algorithm>

namespace arborist {

namespace {

constexpr int designSize = 13;

QFont sized(QFont font, int change, bool bold)
{
    font.setPixelSize(std::max(8, QFontInfo(QApplication::font()).pixelSize() + change));
    font.setBold(bold);
    return font;
}

} // namespace

QFont fontFor(FontRole role)
{
    const QFont base = QApplication::font();
    switch (role) {
    case FontRole::Body:
        return sized(base, 0, false);
    case FontRole::BodyBold:
        return sized(base, 0, true);
    case FontRole::Table:
        return sized(base, -1, false);
    case FontRole::TableBold:
        return sized(base, -1, true);
    case FontRole::Caption:
        return sized(base, -2, false);
    case FontRole::CaptionBold:
        return sized(base, -2, true);
    case FontRole::EmptyTitle:
        return sized(base, 3, true);
    case FontRole::Title:
        return sized(base, 5, true);
    case FontRole::Code:
        return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), -1, false);
    case FontRole::CodeSmall:
        return sized(QFontDatabase::systemFont(QFontDatabase::FixedFont), -2, false);
    }
    return base;
}

int px(int length)
{
    const int size = QFontInfo(QApplication::font()).pixelSize();
    if (size <= designSize) {
        return length;
    }
    return (length * size + designSize / 2) / designSize;
}

} // namespace arborist
