import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const SERVER = process.env.WEIJI_SERVER ?? 'http://localhost:8080'

/** Chunks by who needs them: the sign-in page gets `react` and its own file only (budget of design: 150 kB compressed). */
export default defineConfig({
  root: 'web',
  base: '/',
  plugins: [react()],
  server: { proxy: { '/api': SERVER } },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // The service worker stands at the top, under a name that stays: browsers look there for a newer one.
      input: { index: 'web/index.html', 'push-worker': 'web/push/worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'push-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        codeSplitting: {
          groups: [
            {
              name: 'react',
              test: /node_modules[\\/](react|react-dom|scheduler|react-router|@tanstack[\\/](react-query|query-core))[\\/]/,
            },
            { name: 'echarts', test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            { name: 'antd', test: /node_modules[\\/](antd|@ant-design|@rc-component|@emotion)[\\/]/ },
          ],
        },
      },
    },
  },
})
