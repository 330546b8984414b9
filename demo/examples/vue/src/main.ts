import '@sso-login/element/define'
import '@sso-login/element/sso-login.css'
import { createApp } from 'vue'
import App from './App.vue'

createApp(App).mount('#app')
