import { App, ConfigProvider, type ConfigProviderProps, theme } from 'antd'
import * as enUS from 'antd/es/locale/en_US.js'
import * as zhCN from 'antd/es/locale/zh_CN.js'
import * as zhTW from 'antd/es/locale/zh_TW.js'
import type { ReactNode } from 'react'
import { useColours } from './ColourMode.tsx'
import { useMedia } from './hooks.ts'
import { useLocale } from './LocaleProvider.tsx'
import { FONTS, type Palette } from './theme.ts'

type AntdLocale = NonNullable<ConfigProviderProps['locale']>
/** The files are ES modules, but antd's package does not say so, and its types are one `default` too deep. */
const localeOf = (module: { readonly default: unknown }) => module.default as AntdLocale
const LOCALES = { 'zh-Hant': localeOf(zhTW), 'zh-Hans': localeOf(zhCN), en: localeOf(enUS) }

/** antd in our colours, language and sizes: 44 px wherever a finger may press. */
export function AntdShell({ children }: { readonly children: ReactNode }) {
  const { locale } = useLocale()
  const { palette, isDark } = useColours()
  const isTouch = useMedia('(pointer: coarse), (max-width: 700px)')
  return (
    <ConfigProvider
      locale={LOCALES[locale]}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        token: { ...tokensOf(palette), fontFamily: FONTS[locale], controlHeight: isTouch ? 44 : 34 },
        components: { Button: { primaryShadow: 'none', dangerShadow: 'none', defaultShadow: 'none' } },
      }}
    >
      <App className="app">{children}</App>
    </ConfigProvider>
  )
}

function tokensOf(palette: Palette) {
  return {
    colorPrimary: palette.accent,
    colorLink: palette.accent,
    // Left to be worked out they are paler, and too faint to read under the pointer.
    colorLinkHover: palette.accent,
    colorLinkActive: palette.accent,
    colorError: palette.level1,
    colorWarning: palette.level2,
    colorInfo: palette.level3,
    colorSuccess: palette.good,
    colorText: palette.ink,
    colorTextSecondary: palette.inkSoft,
    colorTextTertiary: palette.inkSoft,
    colorTextDescription: palette.inkSoft,
    colorTextPlaceholder: palette.inkSoft,
    colorBgContainer: palette.surface,
    colorBgElevated: palette.surface,
    colorBgLayout: palette.ground,
    colorBorder: palette.lineStrong,
    colorBorderSecondary: palette.line,
    colorTextLightSolid: palette.onAccent,
    borderRadius: 6,
    fontSize: 14,
    lineHeight: 1.57,
    motionDurationMid: '0.1s',
    motionDurationSlow: '0.15s',
  }
}
